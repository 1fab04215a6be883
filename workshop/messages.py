"""What a trainee's machine and the room say to each other: every body of `/api/v1`, as JSON unless told otherwise.

Fields that one side does not know are ignored, so that neither has to be the newer one; sizes are bounded, since
either may lie. Moments are seconds since 1970 in UTC by the server's clock, durations seconds.

A hand-in's body is a parcel (`kata.workshop.parcel`), and what is said of it stands in headers. A stage's kit and a
report are the two answers that are no bodies of this module: `kata.workshop.kit`, `kata/report/v1`.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar
from urllib.parse import quote, unquote

import msgspec
from msgspec import Meta, Struct

from ..base.decoding import from_json
from ..base.errors import UsageError
from ..report.report import Figures
from ..session.clock import Instant

BASE = "/api/v1"
JOIN = f"{BASE}/join"
ME = f"{BASE}/me"
STAGE = f"{BASE}/stages/{{number}}"
COMPARISON = f"{BASE}/stages/{{number}}/comparison"
BOOK = f"{BASE}/book"
HAND_INS = f"{BASE}/hand-ins"
HAND_IN = f"{BASE}/hand-ins/{{id}}"
REPORT = f"{BASE}/hand-ins/{{id}}/report"
NOTES = f"{BASE}/notes"
HINTS = f"{BASE}/hints"
QUESTIONS = f"{BASE}/questions"
LINK = f"{BASE}/link"
LEAVE = f"{BASE}/leave"

STAGE_HEADER, KIND_HEADER, ANYWAY_HEADER, STAY_HEADER, CLAIM_HEADER, REASON_HEADER = (
    "Kata-Stage",
    "Kata-Kind",
    "Kata-Anyway",
    "Kata-Stay",
    "Kata-Claim",
    "Kata-Reason",
)
"""Of a hand-in. Stage: a number. Kind: `hand-in` or `amend`. Anyway and stay: `1`, or left out. Claim: a `Claim` as
JSON, left out when it is sent as it is made. Reason, of an amendment: text, percent-encoded (`header_text`)."""

WAIT_SECONDS = 25
"""Longest that `GET /hand-ins/{id}?wait=25&rev=3` is held until something is new."""

MAX_BODY_BYTES = 64 * 1024
"""Of a request that is no parcel."""

MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""Of any answer: a report of a large design has 200 kB."""

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Word = Annotated[str, Meta(max_length=80)]
Line = Annotated[str, Meta(max_length=400)]
Text = Annotated[str, Meta(max_length=4000)]
StageNumber = Annotated[int, Meta(ge=1, le=99)]
CheckId = Annotated[str, Meta(max_length=200)]

Kind = Literal["hand-in", "amend"]
State = Literal["queued", "grading", "graded", "replaced", "stuck"]
Next = Literal["open", "waits", "finished"]
RoomState = Literal["lobby", "running", "paused", "debrief", "closed"]


class Refused(UsageError):
    """A body that is not the message that it should be."""


class Join(Struct, frozen=True, kw_only=True):
    """`POST /join`. Without a name, the room gives an animal. `client` is the version of the trainee's program."""

    code: Word
    name: Word = ""
    share: bool = True
    client: Word = ""


class Person(Struct, frozen=True, kw_only=True):
    """Who joined: the public id, the name that is shown (maybe none), and the animal that stands for them."""

    id: Id
    name: Word = ""
    animal: Word = ""


class StageTime(Struct, frozen=True, kw_only=True):
    """All that is told of a stage before it is revealed: its number and minutes."""

    number: StageNumber
    minutes: Annotated[int, Meta(ge=1, le=10_000)]


class Limits(Struct, frozen=True, kw_only=True):
    """Bytes of a parcel, packed and unpacked."""

    wire_bytes: int
    bytes: int


class Room(Struct, frozen=True, kw_only=True):
    """The room that was joined. `title` is the room's or the kata's, for people."""

    id: Id
    title: Line
    kata: Word
    stages: Annotated[tuple[StageTime, ...], Meta(min_length=1, max_length=99)]
    limits: Limits


class Joined(Struct, frozen=True, kw_only=True):
    """Answer to `POST /join`, 201. The token goes with each request: `Authorization: Bearer …`."""

    token: Annotated[str, Meta(min_length=16, max_length=200)]
    person: Person
    room: Room


class Pause(Struct, frozen=True, kw_only=True):
    """The room's clock stands since then."""

    reason: Text
    since: float


class RoomNow(Struct, frozen=True, kw_only=True):
    """`stage` is the last that the room has opened; 0 in the lobby."""

    state: RoomState
    stage: Annotated[int, Meta(ge=0, le=99)]
    paused: Pause | None = None


class Extra(Struct, frozen=True, kw_only=True):
    """Time that was added for one person or for all."""

    seconds: float
    reason: Text = ""


class Own(Struct, frozen=True, kw_only=True):
    """Where this person stands: what they closed + 1, or the last stage when all are closed.

    `open`: the stage may be revealed to them. `left` is negative over time; before the reveal it is all they will
    have. `runs`: time passes now. `behind`: the room has opened a later stage.
    """

    stage: StageNumber
    open: bool = True
    left: float = 0.0
    allowed: float = 0.0
    runs: bool = False
    extra: Annotated[tuple[Extra, ...], Meta(max_length=1000)] = ()
    behind: bool = False
    finished: bool = False


class Pending(Struct, frozen=True, kw_only=True):
    """A hand-in of this person's that has no verdict yet, or that is stuck."""

    id: Id
    stage: StageNumber
    kind: Kind = "hand-in"
    state: State = "queued"
    position: int = 0


class Message(Struct, frozen=True, kw_only=True):
    """What the facilitator said: to all, or to this person (`own`); `answers` is the question that it answers."""

    id: Id
    at: float
    text: Text
    own: bool = False
    answers: Text = ""


class Regraded(Struct, frozen=True, kw_only=True):
    """A hand-in of this person's whose report came of the regrading `by`: what was fetched before counts no more."""

    id: Id
    by: Id


class Me(Struct, frozen=True, kw_only=True):
    """Answer to `GET /me`. `seq` counts the room's events."""

    now: float
    room: RoomNow
    own: Own
    pending: Annotated[tuple[Pending, ...], Meta(max_length=200)] = ()
    messages: Annotated[tuple[Message, ...], Meta(max_length=1000)] = ()
    regraded: Annotated[tuple[Regraded, ...], Meta(max_length=10_000)] = ()
    seq: int = 0


class Claim(Struct, frozen=True, kw_only=True):
    """When a hand-in that was made offline was made, as the trainee's machine believes: `since`, its last contact, is
    the server's own moment; `at` = since + what passed on its clocks. `told` says what makes that doubtful."""

    at: float
    since: float
    told: Annotated[tuple[Literal["boot", "moved"], ...], Meta(max_length=2)] = ()


class Accepted(Struct, frozen=True, kw_only=True):
    """Answer to `POST /hand-ins`: 202 for a new one, 200 for one that is known (same files, stage and baseline).

    `position` counts from 1 (0: it is not waiting any more) among the `waiting` of the whole room, `seconds` is about
    how long until the verdict. `closed`: it has closed its stage already, whatever the verdict will be.
    """

    id: Id
    state: State
    position: int = 0
    waiting: int = 0
    seconds: float = 0.0
    received_at: float = 0.0
    attempt: int = 0
    closed: bool = False


class Amendment(Struct, frozen=True, kw_only=True):
    """What an amendment was found to be."""

    kind: Literal["fix", "refactoring", "refused"]
    changed_checks: tuple[CheckId, ...] = ()
    why: Text = ""
    way: Text = ""


class Progress(Struct, frozen=True, kw_only=True):
    """Answer to `GET /hand-ins/{id}`. It is held until its `rev` is above the one named, or for `wait` seconds.

    `decided` of `total` checks are done (0 of 0: not known). `passed` is known once it is graded. `closed`: it closed
    its stage. `next`: whether the stage after it may be revealed now. `trouble` says, of one that is stuck, what the
    grader's trouble is.
    """

    rev: int
    state: State
    position: int = 0
    waiting: int = 0
    seconds: float = 0.0
    decided: int = 0
    total: int = 0
    passed: bool | None = None
    closed: bool = False
    next: Next | None = None
    amendment: Amendment | None = None
    trouble: Text = ""


class ExpectedNote(Struct, frozen=True, kw_only=True):
    """What was expected to change at a stage, said before its reveal."""

    stage: StageNumber
    said: Line


class HintNote(Struct, frozen=True, kw_only=True):
    """A hint that was shown."""

    stage: StageNumber
    check: CheckId
    level: Annotated[int, Meta(ge=1, le=99)]


class Notes(Struct, frozen=True, kw_only=True):
    """`POST /notes`: what the local record holds and the server should; sent again it changes nothing."""

    expected: Annotated[tuple[ExpectedNote, ...], Meta(max_length=99)] = ()
    hints: Annotated[tuple[HintNote, ...], Meta(max_length=1000)] = ()
    instants: Annotated[tuple[Instant, ...], Meta(max_length=100)] = ()


class HintAsked(Struct, frozen=True, kw_only=True):
    """`POST /hints`: the next hint for a check that failed, its id as the report writes it. It is counted."""

    stage: StageNumber
    check: CheckId


class HintGiven(Struct, frozen=True, kw_only=True):
    """Answer to `POST /hints`: the `level`-th of `levels`."""

    check: CheckId
    holds: Text
    level: int
    levels: int
    text: Text


class Question(Struct, frozen=True, kw_only=True):
    """`POST /questions`, 201 with an empty object."""

    text: Annotated[str, Meta(min_length=1, max_length=1000)]


class Link(Struct, frozen=True, kw_only=True):
    """Answer to `POST /link`: the address of the trainee's own page, good once and for ten minutes."""

    url: Annotated[str, Meta(max_length=1000)]


class BookSection(Struct, frozen=True, kw_only=True):
    """A section; of one that is shut the text is empty."""

    anchor: Word
    title: Line
    opens_after: int
    text: str = ""


class BookChapter(Struct, frozen=True, kw_only=True):
    """A chapter, in the same way."""

    id: Word
    title: Line
    opens_after: int
    opening: str = ""
    sections: tuple[BookSection, ...] = ()
    credit: str = ""


class OpenBook(Struct, frozen=True, kw_only=True):
    """Answer to `GET /book`: the kata's chapters as far as this person's closed stages have opened them.

    What opens with a stage that is not revealed yet is not there at all.
    """

    title: Line
    credit: str
    license: str
    revised: str
    chapters: tuple[BookChapter, ...] = ()
    pictures: dict[str, bytes] = {}


class DesignCost(Struct, frozen=True, kw_only=True):
    """What a right design paid at a stage."""

    title: Line
    figures: Figures


class Comparison(Struct, frozen=True, kw_only=True):
    """Answer to `GET /stages/{n}/comparison`, once the room's debrief has begun: the right designs' figures, and their
    first one's new files only if the facilitator shows them."""

    stage: StageNumber
    band: tuple[DesignCost, ...] = ()
    files: dict[str, str] = {}


class Trouble(Struct, frozen=True, kw_only=True):
    """What every answer of 400 and above says: a word for programs, a sentence, and what to do."""

    error: Word
    message: Text
    do: Text = ""


T = TypeVar("T")


def encode(message: Struct) -> bytes:
    """The message as JSON in UTF-8."""
    return msgspec.json.encode(message)


def decode(data: bytes, kind: type[T], most: int = MAX_BODY_BYTES) -> T:
    """The message of that kind; raises Refused for bytes that are something else or more than `most`."""
    if len(data) > most:
        raise Refused(f"This has {len(data):,} bytes; {most:,} are taken.")
    try:
        return from_json(data, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"This is no {kind.__name__} ({error}).") from None


def header_text(text: str) -> str:
    """A text as a header carries it."""
    return quote(text, safe=" ")


def text_of_header(value: str) -> str:
    """The text that `header_text` wrote."""
    return unquote(value, errors="replace")
