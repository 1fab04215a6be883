"""The facilitator's views: what the facts of a room say about its people, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...content.kata import Kata
from ...views.escape import short
from ...views.wording import count
from ..clock import AWAY_SECONDS
from ..regrading import Set
from .facts import Facts, Table
from .shown import (
    Board,
    Cell,
    Clock,
    Counts,
    Extra,
    Heading,
    Kind,
    Message,
    Moment,
    News,
    PersonPage,
    Projector,
    Queue,
    Reported,
    Room,
    Row,
    Trainee,
)

MINUS = "\N{MINUS SIGN}"

SILENT_SECONDS = 120.0
"""Without a word from somebody's machine for this long, they are told as not here."""

MOST_SAID = 100
"""Characters of a message that the board's news show."""

CLOCK_DIGITS = 1
"""Of the second at which a clock ends. Two looks at the clocks of a machine differ by some microseconds, and a page
whose clocks had changed would be sent again at each look."""

CAUSES = {
    "passed": "stage passed",
    "anyway": "went on without passing",
    "moved-on": "went on with the room",
}


@dataclass(frozen=True)
class Place:
    """What a page needs beside the facts: the kata, the way in, and what the workers can do."""

    kata: Kata
    join: str
    code: str
    workers: int
    rung: str
    practice: bool
    full: bool = False
    trouble: str = ""


def name_of(person: Table) -> str:
    """What a person is called on the board."""
    return str(person.name or person.animal)


def room_shown(facts: Facts, place: Place) -> Room:
    """What all pages of the room have in common."""
    row = facts.room
    minutes = [
        facts.openings[number].minutes if number in facts.openings else planned
        for number, planned in enumerate(row.minutes, start=1)
    ]
    return Room(
        public=row.public,
        title=row.title,
        kata=place.kata.title,
        state=row.state,
        mode=row.mode,
        stage=facts.stage,
        stages=tuple(
            Heading(number, place.kata.stage(number).title, minutes[number - 1], number in facts.openings)
            for number in range(1, len(minutes) + 1)
        ),
        clock=_clock(facts, None, facts.stage) if row.mode != "on-pass" else Clock(),
        counts=_counts(facts),
        door=row.door,
        code=place.code,
        places=row.places,
        join=place.join,
        practice=place.practice,
        full=place.full,
    )


def board(facts: Facts, place: Place) -> Board:
    """The whole board, people in the order in which they came."""
    shown = room_shown(facts, place)
    asked = _open_questions(facts)
    rows = tuple(row_of(facts, each, asked) for each in facts.people if each.state == "active")
    names = {each.id: name_of(each) for each in facts.people}
    publics = {each.public: name_of(each) for each in facts.people}
    texts = {each.public: each.text for each in facts.messages}
    return Board(
        room=shown,
        rows=rows,
        questions=tuple(_message(each, names) for each in facts.messages if each.id in asked),
        said=tuple(_message(each, names) for each in facts.messages if _author(each) is None),
        news=tuple(
            News(each.seq, each.at, words)
            for each in facts.events
            if (words := _news(each, publics, texts)) is not None
        ),
        queue=queue(facts, place),
        extended=round(sum(each.seconds for each in facts.extensions if each.stage == facts.stage)),
        lost=_lost(facts),
        twins=tuple(
            f"{', '.join(names[each] for each in people)} at stage {stage}" for stage, people in facts.twins
        ),
    )


def row_of(facts: Facts, person: Table, asked: Mapping[int, int]) -> Row:
    """One person's line."""
    stage = facts.person_stage(person.id)
    own = facts.by_person.get(person.id, ())
    marks = _marks(facts, person, stage, own, asked)
    return Row(
        id=person.public,
        name=name_of(person),
        animal=person.animal,
        stage=stage,
        marks=tuple(words for words, _ in marks),
        clock=_clock(facts, person.id, stage),
        cells=tuple(
            cell(facts, person, number, [each for each in own if each.stage == number])
            for number in range(1, len(facts.room.minutes) + 1)
        ),
        trouble=sum(weight for _, weight in marks),
        waits=_waits_for(facts, person, stage),
    )


def _waits_for(facts: Facts, person: Table, stage: int) -> str:
    if (person.id, len(facts.room.minutes)) in facts.closures:
        return "closed all stages"
    if facts.room.state in ("running", "paused") and stage not in facts.openings:
        return f"waits for stage {stage}"
    return ""


def cell(facts: Facts, person: Table, stage: int, own: Sequence[Table]) -> Cell:
    """One person at one stage."""
    kind, words, detail, link = _standing(facts, person, stage, own)
    ticks = tuple(_kind(facts, each) for each in own)
    return Cell(f"{person.public}-s{stage}", stage, kind, words, detail, ticks, link)


def _standing(facts: Facts, person: Table, stage: int, own: Sequence[Table]) -> tuple[Kind, str, str, str]:
    """Kind, words, detail and address of what a cell shows."""
    closure = facts.closures.get((person.id, stage))
    if not own:
        if stage not in facts.openings or stage > facts.person_stage(person.id):
            return "none", "not open" if stage not in facts.openings else "not there yet", "", ""
        at_work = facts.room.state in ("running", "paused")
        return ("open", "at work", "", "") if at_work else ("none", "not handed in", "", "")
    last = own[-1]
    kind = _kind(facts, last)
    link = f"/rooms/{facts.room.public}/hand-ins/{last.public}" if kind in ("passed", "failed") else ""
    detail = ""
    if closure is not None and closure.cause != "passed":
        detail = "went on anyway" if closure.cause == "anyway" else "went on with the room"
    if kind == "stuck":
        detail = short(facts.troubles.get(last.id, ""), MOST_SAID)
    if last.claimed_at is not None and last.accepted_at is None:
        detail = f"claims {of_day(last.claimed_at)}; received {of_day(last.received.wall)}"
    return kind, words_of(facts, last), detail, link


def _kind(facts: Facts, hand_in: Table) -> Kind:
    if hand_in.state == "graded":
        result = facts.results.get(hand_in.id)
        return "passed" if result is not None and result.passed else "failed"
    if hand_in.state == "stuck":
        return "stuck"
    if hand_in.state == "grading":
        return "grading"
    if hand_in.state == "replaced":
        return "none"
    return "offline" if hand_in.claimed_at is not None and hand_in.accepted_at is None else "waiting"


def words_of(facts: Facts, hand_in: Table) -> str:
    """What became of a hand-in, in words."""
    match _kind(facts, hand_in):
        case "passed":
            return "passed"
        case "failed":
            result = facts.results.get(hand_in.id)
            return f"{result.failed} failed" if result is not None and result.failed else "not passed"
        case "stuck":
            return "stuck (our trouble)"
        case "grading":
            come_on = facts.progress.get(hand_in.public)
            return f"being graded, {come_on.decided} of {come_on.total}" if come_on else "being graded"
        case "none":
            return "replaced by a newer one"
        case _:
            ahead = facts.ahead.get(hand_in.id)
            return "queued" if ahead is None else f"queued, {ordinal(ahead + 1)}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _clock(facts: Facts, person: int | None, stage: int) -> Clock:
    if facts.room.state not in ("running", "paused"):
        return Clock()
    time = facts.time(person, stage)
    if time is None:
        return Clock()
    if time.ends_at is None:
        return Clock(left=round(time.left))
    return Clock(ends_at=round(time.ends_at, CLOCK_DIGITS))


def _counts(facts: Facts) -> Counts:
    people = [each.id for each in facts.people if each.state == "active"]
    passed = failed = waiting = 0
    for person in people:
        stage = facts.stage if facts.room.mode != "on-pass" else facts.person_stage(person)
        own = [each for each in facts.by_person.get(person, ()) if each.stage == stage]
        kinds = [_kind(facts, each) for each in own]
        if "passed" in kinds:
            passed += 1
        elif any(kind in ("waiting", "grading", "offline", "stuck") for kind in kinds):
            waiting += 1
        elif "failed" in kinds:
            failed += 1
    return Counts(len(people), passed, failed, waiting, len(people) - passed - failed - waiting)


def _marks(
    facts: Facts, person: Table, stage: int, own: Sequence[Table], asked: Mapping[int, int]
) -> list[tuple[str, int]]:
    """What a facilitator should notice, with how urgent it is."""
    found: list[tuple[str, int]] = []
    now = facts.now.wall
    in_step = facts.room.mode != "on-pass"
    if any(who == person.id for who in asked.values()):
        found.append(("question", 8))
    if facts.room.state == "running" and facts.openings:
        silent = now - person.seen_at
        time = facts.time(person.id, stage)
        last = max((each.received.wall for each in own if each.stage == stage), default=None)
        opened = facts.openings.get(stage)
        quiet = now - (last if last is not None else opened.opened.wall) if opened is not None else 0.0
        closed = (person.id, stage) in facts.closures
        if silent > SILENT_SECONDS:
            found.append((f"not here since {of_day(person.seen_at)}", 3))
        elif time is not None and not closed and quiet > time.allowed / 2:
            what = "no hand-in" if last is None else "nothing new"
            found.append((f"stuck? {what} for {int(quiet // 60)} min", 4))
        if in_step and stage < facts.stage:
            found.append(("behind", 2))
    given = sum(each.seconds for each in facts.allowances if each.person == person.id)
    if given:
        found.append((f"{'+' if given > 0 else MINUS}{span(round(abs(given)))} extra", 0))
    return found


def _open_questions(facts: Facts) -> dict[int, int]:
    """Questions without an answer: the message's key and who asked."""
    answered = {each.answers for each in facts.messages}
    active = {each.id for each in facts.people if each.state == "active"}
    return {
        each.id: author
        for each in facts.messages
        if (author := _author(each)) in active and each.id not in answered
    }


def _author(message: Table) -> Any:
    return message._mapping["from"]


def _message(message: Table, names: Mapping[int, str], answers: Mapping[int, str] | None = None) -> Message:
    author, to = _author(message), message._mapping["to"]
    return Message(
        id=message.public,
        who="The facilitator" if author is None else names.get(author, ""),
        to="" if author is not None else "all" if to is None else names.get(to, ""),
        text=message.text,
        at=message.at,
        asked=author is not None,
        answer=(answers or {}).get(message.id, ""),
    )


def _lost(facts: Facts) -> int:
    """Seconds that the server was away during a running stage and that nobody was given back yet."""
    gap = next((each for each in facts.events if each.type == "away"), None)
    if gap is None or facts.room.state not in ("running", "paused"):
        return 0
    if any(each.at >= gap.at for each in facts.extensions):
        return 0
    seconds = gap.body.get("seconds", 0) if isinstance(gap.body, dict) else 0
    return round(seconds) if seconds > AWAY_SECONDS else 0


def _news(event: Table, names: Mapping[str, str], texts: Mapping[str, str]) -> str | None:
    """What an event means, in a sentence; None for one that nobody needs to read. `texts` are the room's messages."""
    body = event.body if isinstance(event.body, dict) else {}
    text = short(" ".join(texts.get(str(body.get("message", "")), "").split()), MOST_SAID)
    to = names.get(str(body.get("to", "")), "all")
    who = names.get(str(body.get("person", "")), "Somebody")
    reason = f": {body['reason']}" if body.get("reason") else "."
    stage = body.get("stage", "")
    return {
        "created": "The room was made.",
        "joined": f"{who} joined.",
        "left": f"{who} left.",
        "removed": f"{who} was removed.",
        "renamed": f"{who} has a new name.",
        "opened": f"Stage {stage} was opened.",
        "paused": f"All clocks were stopped{reason}",
        "resumed": "The clocks run again.",
        "extended": f"{span(round(float(body.get('seconds', 0))))} more for all at stage {stage}{reason}",
        "extra": f"{who} got {span(round(float(body.get('seconds', 0))))} at stage {stage}{reason}",
        "queued": f"{who}: a hand-in of stage {stage} waits to be graded.",
        "graded": f"{who}: a hand-in of stage {stage} {'passed' if body.get('passed') else 'is graded'}.",
        "closed-stage": f"{who} closed stage {stage}.",
        "closed": "The room was closed.",
        "claim-accepted": f"{who}: the claimed time of stage {stage} counts.",
        "flake": f"{who}: a second grading of stage {stage} came to something else; the first counts. "
        f"It was graded on {' and on '.join(body.get('hosts', ()))}. Grade it again.",
        "regrading": f"{count(body.get('count', 0), 'hand-in')} graded again, aside{reason}",
        "regrading-ready": "The regrading is ready: look at it, then apply or cancel it.",
        "regrading-applied": f"The regrading counts: {count(body.get('count', 0), 'hand-in')} changed.",
        "regrading-cancelled": "The regrading was cancelled; nothing has changed.",
        "reference": "A right design is shown to everybody.",
        "clock-moved": "The server's wall clock was moved; the room's clock goes on.",
        "forgotten": "The people of this room were forgotten.",
        "stuck": f"{who}: stage {stage} could not be graded, which is the grader's trouble{reason}",
        "asked": f"{who} asked: {text}",
        "said": f"{'Answered' if body.get('answers') else 'Said'} to {to}: {text}",
        "door": f"The door is {body.get('door', '')}.",
        "code": "There is a new join code.",
        "debrief": "The debrief began.",
        "away": f"The server was away for {span(round(float(body.get('seconds', 0))))}.",
    }.get(event.type)


def queue(facts: Facts, place: Place) -> Queue:
    """What waits for the workers, of all rooms."""
    waiting = [each for each in facts.jobs if each.state == "queued" and not each.regrading]
    oldest = min((each.created_at for each in waiting), default=facts.now.wall)
    return Queue(
        waiting=len(waiting),
        grading=sum(each.state == "leased" for each in facts.jobs),
        workers=place.workers,
        oldest=int((facts.now.wall - oldest) // 10 * 10),
        stuck=sum(each.state == "stuck" for each in facts.hand_ins),
        rung=place.rung,
        practice=place.practice,
        trouble=place.trouble,
    )


def regrading_told(found: Set | None) -> str:
    """Where a regrading stands, in a sentence."""
    if found is None:
        return "Nothing is being graded again."
    total = len(found.hand_ins)
    if found.state == "running":
        return f"{found.done} of {total} graded again; nothing has changed for anybody."
    differ = sum(each.differs for each in found.hand_ins)
    return f"Ready: {differ} of {total} would change. Apply or cancel it."


def projector(facts: Facts, place: Place) -> Projector:
    """What the wall shows."""
    room = room_shown(facts, place)
    to_all = [each for each in facts.messages if _author(each) is None and each._mapping["to"] is None]
    shut = room.door != "open" or room.state in ("debrief", "closed")
    return Projector(
        title=room.title,
        state=room.state,
        stage=room.stage,
        stage_title=room.now.title if room.now else "",
        clock=room.clock,
        counts=room.counts,
        code="" if shut else place.code,
        join="" if shut else place.join,
        said=to_all[-1].text if to_all else "",
        practice=place.practice,
    )


def trainee(facts: Facts, person: Table, place: Place) -> Trainee:
    """Somebody's own page: nothing of another person, nothing of a stage that is not revealed to them."""
    row = row_of(facts, person, {})
    room = room_shown(facts, place)
    seen = tuple(each for each in room.stages if each.number <= row.stage and each.opened)
    own = [each for each in facts.messages if _concerns(each, person.id, facts.messages)]
    answers = {each.answers: each.text for each in own if each.answers is not None}
    names = {person.id: "You"}
    return Trainee(
        room=Room(
            public="",
            title=room.title,
            kata=room.kata,
            state=room.state,
            mode=room.mode,
            stage=min(room.stage, row.stage),
            stages=seen,
            clock=Clock(),
            counts=Counts(),
            door="",
            practice=room.practice,
            full=room.full,
        ),
        row=row,
        hand_ins=hand_ins(facts, person),
        extras=extras(facts, person),
        messages=tuple(
            _message(each, names, answers)
            for each in reversed(own)
            if each.answers is None or each.answers not in {other.id for other in own}
        ),
        waits=_waits(facts, person, row),
    )


def _concerns(message: Table, person: int, messages: Sequence[Table]) -> bool:
    author, to = _author(message), message._mapping["to"]
    return author == person or (author is None and to in (None, person))


def _waits(facts: Facts, person: Table, row: Row) -> str:
    """What comes next for a trainee, in a sentence."""
    match facts.room.state:
        case "lobby":
            return "You are in: stage 1 opens when the facilitator says so."
        case "paused":
            why = next((each.reason for each in facts.pauses if each.until is None), "")
            return f"All clocks stand still: {why}" if why else "All clocks stand still."
        case "debrief":
            return "The work is over: look at the wall."
        case "closed":
            return "This room is closed. What you did can still be read here."
    own = facts.by_person.get(person.id, ())
    under_way = [each for each in own if _kind(facts, each) in ("waiting", "grading", "offline")]
    if (person.id, len(facts.room.minutes)) in facts.closures:
        return "You closed the last stage."
    if row.stage not in facts.openings:
        return f"You closed stage {row.stage - 1}: stage {row.stage} opens when the facilitator says so."
    if under_way:
        return f"Your hand-in of stage {under_way[-1].stage} is {words_of(facts, under_way[-1])}; you may work on."
    if row.stage < facts.stage:
        return (
            f"The room is at stage {facts.stage}: your next `kata next` closes stage {row.stage} and goes on."
        )
    return f"You are at stage {row.stage}: type `kata next` when you want to hand in."


def hand_ins(facts: Facts, person: Table) -> tuple[Reported, ...]:
    """What somebody handed in, the newest first."""
    return tuple(
        Reported(
            public=each.public,
            stage=each.stage,
            attempt=each.attempt,
            kind=_kind(facts, each),
            words=words_of(facts, each),
            received=each.received.wall,
            claimed=each.claimed_at,
            accepted=each.accepted_at is not None,
            state=each.state,
            anyway=each.anyway,
            tree=each.tree,
            trouble=facts.troubles.get(each.id, ""),
        )
        for each in reversed(facts.by_person.get(person.id, ()))
    )


def extras(facts: Facts, person: Table) -> tuple[Extra, ...]:
    """Time given to one person, and to all, at stages that are open."""
    own = [each for each in facts.allowances if each.person == person.id]
    return tuple(
        Extra(each.stage, round(each.seconds), each.reason)
        for each in (*facts.extensions, *own)
        if each.stage <= facts.person_stage(person.id)
    )


def person_page(facts: Facts, person: Table, place: Place, notes: Sequence[Table]) -> PersonPage:
    """One person, for the facilitator."""
    asked = _open_questions(facts)
    names = {each.id: name_of(each) for each in facts.people}
    twins = {
        names[each]
        for _, people in facts.twins
        if person.id in people
        for each in people
        if each != person.id
    }
    own = [each for each in facts.messages if person.id in (_author(each), each._mapping["to"])]
    return PersonPage(
        room=room_shown(facts, place),
        row=row_of(facts, person, asked),
        joined=person.joined_at,
        seen=person.seen_at,
        active=person.state == "active",
        share=person.share,
        timeline=tuple(sorted(_timeline(facts, person, notes), key=lambda each: -each.at)),
        hand_ins=hand_ins(facts, person),
        extras=extras(facts, person),
        messages=tuple(_message(each, names) for each in reversed(own)),
        twins=tuple(sorted(twins)),
    )


def _timeline(facts: Facts, person: Table, notes: Sequence[Table]) -> list[Moment]:
    found = [Moment(person.joined_at, "none", "joined")]
    for (who, stage), at in facts.reveals.items():
        if who == person.id:
            found.append(Moment(at.wall, "open", f"stage {stage} was revealed"))
    for each in facts.hand_ins:
        if each.person != person.id:
            continue
        kind = _kind(facts, each)
        what = "handed in" if each.kind == "hand-in" else "amended"
        link = f"/rooms/{facts.room.public}/hand-ins/{each.public}" if kind in ("passed", "failed") else ""
        words = f"{what} stage {each.stage}, attempt {each.attempt}: {words_of(facts, each)}"
        found.append(Moment(each.received.wall, kind, words, link, each.claimed_at))
    for (who, stage), closed in facts.closures.items():
        if who == person.id:
            found.append(Moment(closed.closed.wall, "none", f"stage {stage}: {CAUSES[closed.cause]}"))
    for pause in facts.pauses:
        found.append(Moment(pause.since.wall, "none", f"all clocks were stopped: {pause.reason}"))
        if pause.until is not None:
            found.append(Moment(pause.until.wall, "none", "the clocks ran again"))
    for note in notes:
        what = "expected" if note.kind == "expected" else "hint"
        found.append(Moment(note.at, "none", f"{what} at stage {note.stage}: {note.text}"))
    for message in facts.messages:
        if _author(message) == person.id:
            found.append(Moment(message.at, "none", f"asked: {message.text}"))
    return found


def span(seconds: int) -> str:
    """`12:05`, `1:02:05`; negative time has a minus."""
    rest = abs(seconds)
    hours, minutes = rest // 3600, rest // 60 % 60
    told = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{MINUS if seconds < 0 else ''}{told}:{rest % 60:02}"


def of_day(at: float) -> str:
    """`14:02`, where the server is."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M")


SORTS: Mapping[str, Callable[[Row], tuple[float, str]]] = {
    "name": lambda row: (0.0, row.name.casefold()),
    "trouble": lambda row: (-row.trouble, row.name.casefold()),
    "time": lambda row: (row.clock.ends_at or float("inf"), row.name.casefold()),
}
"""Orders in which the board can be read."""
