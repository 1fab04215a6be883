"""One page as a value, one request for it, and the answers that pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..grants import Caller
from ..refusal import Refusal
from .render import page
from .site import Site

Who = Literal["anyone", "leader", "leader of the room", "wall of the room", "trainee"]
"""Who may ask. A leader is the owner, or a facilitator of the room; a wall is that, or the room's projector."""


@dataclass(frozen=True)
class Asked:
    """One request, in the room of the address where there is one. `form` has the last value of each field."""

    site: Site
    request: Request
    caller: Caller | None
    room: Row[Any] | None
    form: Mapping[str, str]
    fields: Sequence[tuple[str, str]] = ()

    @property
    def there(self) -> Row[Any]:
        """The room; a page of a room has one."""
        assert self.room is not None
        return self.room

    @property
    def by(self) -> int:
        """The grant of who asks."""
        assert self.caller is not None
        return self.caller.grant

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """A value behind the question mark; empty without."""
        return self.request.query_params.get(name, "")


Handler = Callable[[Asked], Response]


@dataclass(frozen=True)
class Page:
    """One address. `handle` runs in a thread of its own, `stream` in the server's."""

    path: str
    who: Who
    handle: Handler
    method: Literal["GET", "POST"] = "GET"


def shown(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page."""
    return HTMLResponse(page(template, **values), status)


def notice(title: str, told: str, status: int, link: str = "/") -> HTMLResponse:
    """A page of one sentence."""
    return shown("notice", status, title=title, told=told, link=link, link_words="Back")


def refused(refusal: Refusal, link: str) -> HTMLResponse:
    """A page that tells what a room does not do; of what is not there it tells nothing but that."""
    if refusal.status == 404:
        return notice("There is nothing here.", "Do you have a link? Then use it first.", 404, "/enter")
    return notice(refusal.message, refusal.do, refusal.status, link)


def to(address: str) -> RedirectResponse:
    """After a form: the page that shows what it did."""
    return RedirectResponse(address, 303)
