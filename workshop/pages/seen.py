"""The pages that are looked at. None of them changes anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, func, select
from starlette.responses import HTMLResponse, Response

from ...views.book.prose import prose
from ...views.diff import diffs
from ...views.page import ShownDiff, shown_diff
from ...views.wording import count
from .. import regrading
from ..grants import Caller
from ..live import Topic
from ..refusal import not_there
from ..store import tables as t
from . import board as views
from .asked import Asked, Page, shown, to
from .facts import Facts
from .guard import REPORT_POLICY
from .pieces import qr
from .reports import closed_states, report_page
from .sessions import caller
from .site import person_named


@dataclass(frozen=True)
class JobShown:
    """One hand-in in the queue."""

    who: str
    stage: int
    state: str
    lane: str
    waits: int
    tries: int


def home(found: Caller) -> str:
    """The page that somebody's link is for."""
    if found.role == "trainee":
        return "/me"
    if found.role == "projector":
        return f"/rooms/{found.room}/projector"
    return f"/rooms/{found.room}" if found.room else "/rooms"


def _welcome(asked: Asked) -> Response:
    found = caller(asked.site, asked.request)
    return to(home(found)) if found is not None else shown("welcome", url=asked.site.url)


def _enter(asked: Asked) -> Response:
    return shown("enter", told="")


def _rooms(asked: Asked) -> Response:
    assert asked.caller is not None
    people = func.count(t.person.c.id)
    query = (
        select(t.room, people.label("people"))
        .outerjoin(t.person, (t.person.c.room == t.room.c.id) & (t.person.c.state == "active"))
        .group_by(t.room.c.id)
        .order_by(t.room.c.id.desc())
    )
    owner = asked.caller.role == "owner"
    if not owner:
        query = query.where(t.room.c.public == asked.caller.room)
    with asked.site.desk.store.read() as connection:
        rooms = connection.execute(query).all()
    katas = [asked.site.desk.katas.kata(name) for name in asked.site.desk.katas.pack.names()] if owner else []
    return shown("rooms", rooms=rooms, katas=katas, may_create=owner)


def _facts(asked: Asked) -> Facts:
    with asked.site.desk.store.read() as connection:
        return asked.site.facts(connection, asked.there)


def _board(asked: Asked) -> Response:
    after = asked.site.live.after(Topic("board", asked.there.id))
    facts = _facts(asked)
    found = views.board(facts, asked.site.place(facts.room))
    order = views.SORTS.get(asked.query("sort"))
    if order is not None:
        found = replace(found, rows=tuple(sorted(found.rows, key=order)))
    return shown("board", board=found, now=facts.now.wall, after=after, sort=asked.query("sort"))


def _projector(asked: Asked) -> Response:
    assert asked.caller is not None
    on_wall = asked.caller.role == "projector"
    after = asked.site.live.after(Topic("projector", asked.there.id))
    facts = _facts(asked)
    found = views.projector(facts, asked.site.place(facts.room))
    events = "/events/projector" if on_wall else f"/events/projector?room={facts.room.public}"
    drawn = qr(found, asked.site.url)
    return shown("projector", shown=found, now=facts.now.wall, after=after, events=events, qr=drawn)


def _person(asked: Asked) -> Response:
    with asked.site.desk.store.read() as connection:
        facts = asked.site.facts(connection, asked.there)
        own = _one(facts, asked.path("person"))
        notes = connection.execute(select(t.note).where(t.note.c.person == own.id)).all()
        states = closed_states(connection, own.id)
        latest = regrading.latest(connection, asked.there.id)
    page = views.person_page(facts, own, asked.site.place(facts.room), notes)
    changed: list[tuple[int, tuple[ShownDiff, ...]]] = [
        (after, tuple(shown_diff(file) for file in diffs(states[before], states[after], ())))
        for before, after in zip(sorted(states), sorted(states)[1:], strict=False)
    ]
    given = sum(each.seconds for each in facts.allowances if each.person == own.id)
    said = sum(each._mapping["to"] == own.id for each in facts.messages)
    return shown(
        "person",
        page=page,
        now=facts.now.wall,
        diffs=[each for each in changed if each[1]],
        extra_seen=f"{given:g}",
        said_seen=said,
        latest_regrading=latest,
    )


def _one(facts: Facts, public: str) -> Row[Any]:
    found = next((each for each in facts.people if each.public == public), None)
    if found is None:
        raise not_there()
    return found


def _hand_in(asked: Asked) -> Response:
    facts = _facts(asked)
    return _report(asked, facts, None)


def _own_hand_in(asked: Asked) -> Response:
    assert asked.caller is not None
    facts = _facts(asked)
    return _report(asked, facts, _one(facts, asked.caller.person).id)


def _report(asked: Asked, facts: Facts, person: int | None) -> Response:
    """The report of a hand-in of this room, and of that person where one is given."""
    found = next((each for each in facts.hand_ins if each.public == asked.path("hand_in")), None)
    if found is None or person not in (None, found.person):
        raise not_there()
    html = report_page(asked.site.desk, facts, found)
    return HTMLResponse(html, headers={"content-security-policy": REPORT_POLICY})


def _queue(asked: Asked) -> Response:
    facts = _facts(asked)
    names = {each.id: views.name_of(each) for each in facts.people}
    jobs = [
        JobShown(
            names.get(each.person, "somebody in another room"),
            each.stage,
            "waits" if each.state == "queued" else "being graded",
            "regrading" if each.regrading else each.lane,
            round(facts.now.wall - each.created_at),
            each.tries,
        )
        for each in facts.jobs
    ]
    queue = views.queue(facts, asked.site.place(facts.room))
    told = "Nothing waits."
    if jobs:
        grading = count(queue.grading, "is being graded", "are being graded")
        told = f"{count(queue.waiting, 'hand-in waits', 'hand-ins wait')}, and {grading}."
    return shown(
        "queue", room=views.room_shown(facts, asked.site.place(facts.room)), jobs=jobs, queue=queue, told=told
    )


def _regrading(asked: Asked) -> Response:
    """The regrading that is not decided, hand-in by hand-in, and what became of those before."""
    with asked.site.desk.store.read() as connection:
        facts = asked.site.facts(connection, asked.there)
        found = regrading.undecided(connection, asked.there.id)
        before = regrading.decided(connection, asked.there.id)
        latest = regrading.latest(connection, asked.there.id)
    counts = Counter(
        each.stage for own in facts.by_person.values() for each in own if each.id in facts.results
    )
    graded = {stage: counts[stage] for stage in facts.openings if counts[stage]}
    room = views.room_shown(facts, asked.site.place(facts.room))
    told = views.regrading_told(found)
    return shown("regrading", room=room, found=found, before=before, latest=latest, graded=graded, told=told)


def _me(asked: Asked) -> Response:
    assert asked.caller is not None
    with asked.site.desk.store.read() as connection:
        own = person_named(connection, asked.there.id, asked.caller.person)
    if own is None:
        raise not_there()
    after = asked.site.live.after(Topic("me", asked.there.id, own.id))
    facts = _facts(asked)
    me = views.trainee(facts, _one(facts, own.public), asked.site.place(facts.room))
    kata = asked.site.desk.katas.kata(facts.room.kata)
    briefs = [
        (number, kata.stage(number).title, prose(_without_title(kata.stage(number).brief), {}))
        for who, number in sorted(facts.reveals, reverse=True)
        if who == own.id
    ]
    return shown("me", me=me, now=facts.now.wall, after=after, briefs=briefs)


def _without_title(brief: str) -> str:
    """The brief without its first line where that is its title: the page has one."""
    first, _, rest = brief.partition("\n")
    return rest if first.startswith("# ") else brief


def _exports(asked: Asked) -> Response:
    facts = _facts(asked)
    return shown("exports", room=views.room_shown(facts, asked.site.place(facts.room)))


SEEN = (
    Page("/", "anyone", _welcome),
    Page("/enter", "anyone", _enter),
    Page("/rooms", "leader", _rooms),
    Page("/rooms/{room}", "leader of the room", _board),
    Page("/rooms/{room}/people/{person}", "leader of the room", _person),
    Page("/rooms/{room}/hand-ins/{hand_in}", "leader of the room", _hand_in),
    Page("/rooms/{room}/queue", "leader of the room", _queue),
    Page("/rooms/{room}/regrading", "leader of the room", _regrading),
    Page("/rooms/{room}/projector", "wall of the room", _projector),
    Page("/rooms/{room}/export", "leader of the room", _exports),
    Page("/me", "trainee", _me),
    Page("/me/hand-ins/{hand_in}", "trainee", _own_hand_in),
)
