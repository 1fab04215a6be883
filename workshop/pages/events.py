"""The streams that keep open pages up to date."""

from __future__ import annotations

from starlette.responses import StreamingResponse

from ..live import Topic
from ..refusal import not_there
from .asked import Asked, Page
from .site import person_named


def _stream(asked: Asked, topic: Topic) -> StreamingResponse:
    after = asked.query("after") if "after" in asked.request.query_params else ""
    after = asked.request.headers.get("last-event-id", after)
    return StreamingResponse(
        asked.site.live.stream(topic, after, asked.by),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


def _board(asked: Asked) -> StreamingResponse:
    return _stream(asked, Topic("board", asked.there.id))


def _projector(asked: Asked) -> StreamingResponse:
    return _stream(asked, Topic("projector", asked.there.id))


def _me(asked: Asked) -> StreamingResponse:
    assert asked.caller is not None
    with asked.site.desk.store.read() as connection:
        own = person_named(connection, asked.there.id, asked.caller.person)
    if own is None:
        raise not_there()
    return _stream(asked, Topic("me", asked.there.id, own.id))


EVENTS = (
    Page("/events/board", "leader of the room", _board),
    Page("/events/projector", "wall of the room", _projector),
    Page("/events/me", "trainee", _me),
)
