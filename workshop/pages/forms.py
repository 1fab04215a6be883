"""What is sent from the pages. Each form names what was seen; where that is true no more, nothing is changed."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from .. import grants, hand_ins, people, regrading, rooms
from ..desk import Desk
from ..refusal import Refusal, not_there, stale
from ..rooms import join_code
from .asked import Asked, Page, shown, to
from .facts import Facts
from .seen import home
from .sessions import remember
from .site import person_named

MINUTE = 60.0


def _enter(asked: Asked) -> Response:
    try:
        session = grants.enter(asked.site.desk, asked.form.get("token", "").strip().rpartition("#")[2])
    except Refusal as refusal:
        return shown("enter", refusal.status, told=refusal.message)
    with asked.site.desk.store.read() as connection:
        found = grants.caller(connection, session, "session", asked.site.desk.clock.now().wall)
    if found is None:
        raise not_there()
    answer = to(home(found))
    remember(asked.site, answer, session)
    return answer


def _create(asked: Asked) -> Response:
    assert asked.caller is not None
    if asked.caller.role != "owner":
        raise not_there()
    mode = asked.form.get("mode", "by-hand")
    if mode not in ("by-hand", "on-clock", "on-pass"):
        raise Refusal("mode", "There is no such way to open stages.", status=400)
    made = rooms.create_room(
        asked.site.desk,
        asked.form.get("kata", ""),
        title=asked.form.get("title", ""),
        minutes=[_whole(value) for name, value in asked.fields if name == "minutes"],
        mode=mode,  # type: ignore[arg-type]  # one of the three words above
        places=_whole(asked.form.get("places", "")),
        animals=asked.form.get("animals") == "yes",
        by=asked.by,
    )
    return to(f"/rooms/{made}")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refusal("number", "A number is missing.", status=400) from None


def _seconds(asked: Asked) -> float:
    try:
        found = float(asked.form.get("minutes", "")) * MINUTE
    except ValueError:
        found = 0.0
    if not abs(found) <= rooms.MOST_MINUTES * MINUTE:  # not a number is not
        found = 0.0
    if not found:
        raise Refusal("minutes", "How many minutes? A number is missing.", status=400)
    return found


def _reason(asked: Asked) -> str:
    found = asked.form.get("reason", "").strip()
    if not found:
        raise Refusal("reason", "Why? Everybody wants to know.", status=400)
    return found


def _saw(asked: Asked, now: object, told: str) -> None:
    """Refuses a form of somebody who saw something else than what is true now."""
    if asked.form.get("seen", "") != str(now):
        raise stale(told)


def _saw_state(asked: Asked) -> None:
    _saw(asked, asked.there.state, f"The room is in the state {asked.there.state} by now.")


def _facts(asked: Asked) -> Facts:
    with asked.site.desk.store.read() as connection:
        return asked.site.facts(connection, asked.there)


def _in_room(do: Callable[[Asked, Desk, str], None], page: str = "") -> Callable[[Asked], Response]:
    """A form of the board: afterwards the board is shown, or the person's page where it came from there.

    With `page`, that page of the room is shown.
    """

    def done(asked: Asked) -> Response:
        room = asked.there.public
        do(asked, asked.site.desk, room)
        if page:
            return to(f"/rooms/{room}/{page}")
        return to(f"/rooms/{room}/people/{_person(asked)}" if asked.form.get("person") else f"/rooms/{room}")

    return done


def _person(asked: Asked) -> str:
    """The person that a form names, when it is one of the room."""
    with asked.site.desk.store.read() as connection:
        found = person_named(connection, asked.there.id, asked.form.get("person", ""))
    if found is None:
        raise not_there()
    return str(found.public)


def _open(asked: Asked, desk: Desk, room: str) -> None:
    rooms.open_stage(desk, room, seen=_whole(asked.form.get("seen", "")), by=asked.by)


def _pause(asked: Asked, desk: Desk, room: str) -> None:
    _saw(asked, "running", "The form is an old one.")
    rooms.pause_room(desk, room, reason=_reason(asked), by=asked.by)


def _resume(asked: Asked, desk: Desk, room: str) -> None:
    _saw(asked, "paused", "The form is an old one.")
    rooms.resume_room(desk, room, by=asked.by)


def _seen(asked: Asked) -> float:
    """The seconds that had been given when the form was made."""
    try:
        return float(asked.form.get("seen", ""))
    except ValueError:
        raise Refusal("seen", "The form is an old one.", status=400) from None


def _extend(asked: Asked, desk: Desk, room: str) -> None:
    stage, seconds, reason = _facts(asked).stage, _seconds(asked), _reason(asked)
    rooms.extend(desk, room, stage, seconds=seconds, reason=reason, by=asked.by, seen=_seen(asked))


def _extra(asked: Asked, desk: Desk, room: str) -> None:
    person, stage = _person(asked), _whole(asked.form.get("stage", ""))
    seconds, reason = _seconds(asked), _reason(asked)
    rooms.extra(desk, room, person, stage, seconds=seconds, reason=reason, by=asked.by, seen=_seen(asked))


def _say(asked: Asked, desk: Desk, room: str) -> None:
    facts = _facts(asked)
    person = _person(asked) if asked.form.get("person") else ""
    key = next((each.id for each in facts.people if each.public == person), None)
    said = sum(
        each._mapping["from"] is None and (key is None or each._mapping["to"] == key)
        for each in facts.messages
    )
    _saw(asked, said, "Something was said meanwhile.")
    rooms.say(desk, room, asked.form.get("text", ""), to=person, by=asked.by)


def _answer(asked: Asked, desk: Desk, room: str) -> None:
    """Answers a question once: to who asked, or to all."""
    question = asked.form.get("seen", "")
    facts = _facts(asked)
    found = next((each for each in facts.messages if each.public == question), None)
    if found is None or found._mapping["from"] is None:
        raise not_there()
    if any(each.answers == found.id for each in facts.messages):
        raise stale("This question was answered meanwhile.")
    asker = next(each.public for each in facts.people if each.id == found._mapping["from"])
    to_whom = "" if asked.form.get("all") == "yes" else asker
    rooms.say(desk, room, asked.form.get("text", ""), to=to_whom, answers=question, by=asked.by)


def _door(asked: Asked, desk: Desk, room: str) -> None:
    _saw(asked, asked.there.door, f"The door is {asked.there.door} by now.")
    rooms.set_door(desk, room, "shut" if asked.there.door == "open" else "open", by=asked.by)


def _code(asked: Asked, desk: Desk, room: str) -> None:
    _saw(asked, join_code(desk, asked.there), "There is a new code already.")
    rooms.new_code(desk, room, by=asked.by)


def _rename(asked: Asked, desk: Desk, room: str) -> None:
    person = _person(asked)
    own = next(each for each in _facts(asked).people if each.public == person)
    _saw(asked, own.name or own.animal, "This person has another name by now.")
    rooms.rename(desk, room, person, asked.form.get("name", ""), by=asked.by)


def _remove(asked: Asked, desk: Desk, room: str) -> None:
    rooms.remove(desk, room, _person(asked), by=asked.by)


def _accept(asked: Asked, desk: Desk, room: str) -> None:
    rooms.accept_claim(desk, room, asked.form.get("hand-in", ""), by=asked.by)


def _grade(asked: Asked, desk: Desk, room: str) -> None:
    """Queues a hand-in that is stuck or was replaced once more."""
    public = asked.form.get("hand-in", "")
    found = next((each for each in _facts(asked).hand_ins if each.public == public), None)
    if found is None:
        raise not_there()
    _saw(asked, found.state, "This hand-in is in another state by now.")
    hand_ins.again(desk, _person(asked), public)


def _regrade(asked: Asked, desk: Desk, room: str) -> None:
    """Begins a regrading of a stage, or of one hand-in."""
    with desk.store.read() as connection:
        _saw(asked, regrading.latest(connection, asked.there.id), "There was another regrading meanwhile.")
    hand_in = asked.form.get("hand-in", "")
    stage = None if hand_in else _whole(asked.form.get("stage", ""))
    regrading.regrade(desk, room, stage=stage, hand_in=hand_in, reason=_reason(asked), by=asked.by)


def _apply(asked: Asked, desk: Desk, room: str) -> None:
    regrading.apply(desk, room, asked.form.get("seen", ""), by=asked.by)


def _cancel(asked: Asked, desk: Desk, room: str) -> None:
    regrading.cancel(desk, room, asked.form.get("seen", ""), by=asked.by)


def _debrief(asked: Asked, desk: Desk, room: str) -> None:
    _saw_state(asked)
    rooms.begin_debrief(desk, room, by=asked.by)


def _show(asked: Asked, desk: Desk, room: str) -> None:
    _saw_state(asked)
    rooms.show_reference(desk, room, by=asked.by)


def _close(asked: Asked, desk: Desk, room: str) -> None:
    _saw_state(asked)
    rooms.close_room(desk, room, by=asked.by)


def _ask(asked: Asked) -> Response:
    assert asked.caller is not None
    people.ask(asked.site.desk, asked.caller.person, asked.form.get("text", ""))
    return to("/me")


ACTIONS: tuple[tuple[str, Callable[[Asked, Desk, str], None]], ...] = (
    ("open", _open),
    ("pause", _pause),
    ("resume", _resume),
    ("extend", _extend),
    ("extra", _extra),
    ("say", _say),
    ("answer", _answer),
    ("door", _door),
    ("code", _code),
    ("rename", _rename),
    ("remove", _remove),
    ("accept", _accept),
    ("grade", _grade),
    ("debrief", _debrief),
    ("show", _show),
    ("close", _close),
)

ASIDE = (("regrade", _regrade), ("apply", _apply), ("cancel", _cancel))
"""Of a regrading; afterwards its page is shown."""

FORMS = (
    Page("/enter", "anyone", _enter, "POST"),
    Page("/rooms", "leader", _create, "POST"),
    *(Page(f"/rooms/{{room}}/{name}", "leader of the room", _in_room(do), "POST") for name, do in ACTIONS),
    *(
        Page(f"/rooms/{{room}}/{name}", "leader of the room", _in_room(do, "regrading"), "POST")
        for name, do in ASIDE
    ),
    Page("/me/questions", "trainee", _ask, "POST"),
)
