"""The pages as routes: who may ask for each; what is not there and what is somebody else's get one answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from ...base.errors import KataError
from ..connection import is_known
from ..refusal import Refusal, not_there
from .alike import ALIKE
from .asked import Asked, Page, notice, refused
from .events import EVENTS
from .exports import EXPORTS
from .facts import room_named
from .forms import FORMS
from .guard import from_here
from .seen import SEEN
from .sessions import caller
from .site import Site
from .talk import TALK

PAGES = (*SEEN, *ALIKE, *TALK, *EXPORTS, *FORMS, *EVENTS)
"""Every page; a test asks each as everybody."""

STATIC = Path(__file__).parent / "static"
REPORT_STYLE = Path(__file__).parents[2] / "views" / "templates" / "page.css"

MOST_BYTES = 64 * 1024
"""Of a form."""


def routes(site: Site) -> list[Route]:
    """Every page of the room as a route of Starlette's."""
    return [
        *(_route(site, each) for each in PAGES),
        Route("/static/room.css", _style),
        Route("/static/room.js", _script),
    ]


def _route(site: Site, each: Page) -> Route:
    async def answer(request: Request) -> Response:
        form: Sequence[tuple[str, str]] = ()
        if each.method == "POST":
            if not from_here(request.headers):
                return notice("This was not sent from a page of this room.", "Nothing was changed.", 403)
            read = await _form(request)
            if read is None:
                return notice("This is more than is read.", "Nothing was changed.", 413)
            form = read
        found, known = await run_in_threadpool(_answered, site, each, request, form)
        if known:
            is_known(request)
        return found

    return Route(each.path, answer, methods=[each.method], name=f"{each.method} {each.path}")


def _answered(
    site: Site, each: Page, request: Request, fields: Sequence[tuple[str, str]]
) -> tuple[Response, bool]:
    """The page, and whether who asks has shown a session that may see it."""
    known = False
    try:
        asked = _admitted(site, each, request, fields)
        known = asked.caller is not None
        return each.handle(asked), known
    except Refusal as refusal:
        return refused(refusal, back_to(request)), known
    except KataError as error:
        return notice("That cannot be done.", str(error), 400, back_to(request)), known


def _admitted(site: Site, each: Page, request: Request, fields: Sequence[tuple[str, str]]) -> Asked:
    """The request of somebody who may ask this; raises the 404 of what is not there for anybody else."""
    public = request.path_params.get("room") or (
        request.query_params.get("room", "") if "room" in each.who else ""
    )
    who = None if each.who == "anyone" else caller(site, request)
    room = None
    if each.who == "leader":
        allowed = who is not None and who.role in ("owner", "facilitator")
    elif each.who == "trainee":
        allowed = who is not None and who.role == "trainee" and bool(who.person)
        public = who.room if who is not None else ""
    elif each.who == "anyone":
        allowed = True
    else:
        on_wall = each.who == "wall of the room" and who is not None and who.role == "projector"
        if on_wall and not public and who is not None:
            public = who.room
        allowed = who is not None and (who.sees_room(public) or (on_wall and who.room == public))
    if allowed and public:
        with site.desk.store.read() as connection:
            room = room_named(connection, public)
        allowed = room is not None
    if not allowed:
        raise not_there()
    return Asked(site, request, who, room, dict(fields), fields)


async def _form(request: Request) -> list[tuple[str, str]] | None:
    """The fields of a form; None for more than is read."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            return None
    text = data.decode("utf-8", "replace")
    return [(name, value.replace("\r\n", "\n")) for name, value in parse_qsl(text, keep_blank_values=True)]


def back_to(request: Request) -> str:
    """The page that a form belongs to: known from its address alone."""
    room = request.path_params.get("room")
    return f"/rooms/{room}" if room else "/me" if request.url.path.startswith("/me") else "/"


async def _style(request: Request) -> Response:
    text = REPORT_STYLE.read_text(encoding="utf-8") + (STATIC / "room.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css")


async def _script(request: Request) -> Response:
    return FileResponse(STATIC / "room.js", media_type="text/javascript")
