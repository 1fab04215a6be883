"""Who looks at a page: the cookie of a session, which a link's token becomes once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .. import grants
from ..grants import SESSION_SECONDS, Caller
from .site import Site

HOST_COOKIE = "__Host-kata"
"""Set for this host alone and sent over TLS alone, which a browser takes the machine itself for, too."""

PLAIN_COOKIE = "kata"
"""Where the room was opened to a network without TLS."""


def cookie_name(site: Site) -> str:
    """What the session's cookie is called here."""
    return HOST_COOKIE if site.secure else PLAIN_COOKIE


def caller(site: Site, request: Request) -> Caller | None:
    """Whose session it is; None without one, and for one that has ended."""
    given = request.cookies.get(cookie_name(site), "")
    if not given:
        return None
    with site.desk.store.read() as connection:
        return grants.caller(connection, given, "session", site.desk.clock.now().wall)


def remember(site: Site, answer: Response, session: str) -> None:
    """Gives the browser its session."""
    answer.set_cookie(
        cookie_name(site),
        session,
        max_age=int(SESSION_SECONDS),
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="strict",
    )
