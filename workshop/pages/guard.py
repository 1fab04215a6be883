"""What stands around every page: the headers, where a form may come from, and what an error tells."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .render import page

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types kata",
    )
)

REPORT_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of a report: its own styles stand in it, it has no script, and it has neither the room's origin nor its cookies."""

HEADERS = {
    "content-security-policy": POLICY,
    # Not `no-referrer`: with it a browser sends no origin with a form, and only the origin tells a form of ours from
    # another site's where the room is reached without TLS. No address of a page is told to another site either way.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

log = logging.getLogger(__name__)


def from_here(headers: Headers) -> bool:
    """Whether a form was sent by a page of this server: by the browser's own word, or by the origin it names."""
    said = headers.get("sec-fetch-site")
    if said is not None and said != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return said == "same-origin"
    return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc == headers.get("host")


class Guarded:
    """Gives every answer the headers, and an error a number in place of its words; streams pass as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception:
            number = secrets.token_hex(4)
            log.exception("error %s", number)
            if begun:
                raise
            answer = HTMLResponse(
                page(
                    "notice",
                    title="Something went wrong here.",
                    told=f"It is not your fault. The server's log has it under {number}.",
                    link="/",
                    link_words="Go on",
                ),
                500,
            )
            await answer(scope, receive, guarded)
