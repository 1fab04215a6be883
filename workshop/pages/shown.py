"""What the pages show, as plain values: a page is made from one of these, and a live cell from a part of one.

Nothing here knows a database or a request. Moments are seconds since 1970 by the server's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["passed", "failed", "waiting", "grading", "stuck", "offline", "open", "none"]

SIGNS: dict[Kind, str] = {
    "passed": "✓",
    "failed": "✗",
    "waiting": "…",
    "grading": "⟳",
    "stuck": "!",
    "offline": "◇",
    "open": "○",
    "none": "\N{EN DASH}",
}
"""The shape of a cell; beside it stands a word, so that neither colour nor shape is needed alone."""


@dataclass(frozen=True)
class Clock:
    """The time of one stage: it ends at `ends_at`, or stands at `left` seconds (negative: over). None: no time runs."""

    ends_at: float | None = None
    left: int | None = None

    def seconds(self, now: float) -> int | None:
        """What is left at `now`, in seconds; negative when it is over."""
        return self.left if self.ends_at is None else round(self.ends_at - now)


@dataclass(frozen=True)
class Cell:
    """One person at one stage: what became of the newest hand-in. `ticks` are the outcomes of all, oldest first."""

    id: str
    stage: int
    kind: Kind
    words: str
    detail: str = ""
    ticks: tuple[Kind, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Row:
    """One person: `marks` are what a facilitator should notice; `waits` what they wait for, where no time runs."""

    id: str
    name: str
    animal: str
    stage: int
    marks: tuple[str, ...]
    clock: Clock
    cells: tuple[Cell, ...]
    trouble: int = 0
    waits: str = ""


@dataclass(frozen=True)
class Heading:
    """One stage of the room."""

    number: int
    title: str
    minutes: int
    opened: bool


@dataclass(frozen=True)
class Counts:
    """How far the room is at its stage."""

    people: int = 0
    passed: int = 0
    failed: int = 0
    waiting: int = 0
    working: int = 0


@dataclass(frozen=True)
class Message:
    """Something said: `asked` tells a question of a trainee, `answer` what was said back."""

    id: str
    who: str
    to: str
    text: str
    at: float
    asked: bool = False
    answer: str = ""


@dataclass(frozen=True)
class Queue:
    """What waits for the workers."""

    waiting: int = 0
    grading: int = 0
    workers: int = 0
    oldest: int = 0
    stuck: int = 0
    rung: str = ""
    practice: bool = False
    trouble: str = ""
    """Why nothing is graded now, and what to do; empty: all is well."""


@dataclass(frozen=True)
class News:
    """Something that happened, with its number in the room."""

    number: int
    at: float
    words: str


@dataclass(frozen=True)
class Room:
    """What all pages of a room have in common. `state` is that of section *Room*; `stage` the newest that is open."""

    public: str
    title: str
    kata: str
    state: str
    mode: str
    stage: int
    stages: tuple[Heading, ...]
    clock: Clock
    counts: Counts
    door: str
    code: str = ""
    places: int = 0
    join: str = ""
    practice: bool = False
    full: bool = False

    @property
    def next(self) -> Heading | None:
        """The stage that can be opened now."""
        if self.state not in ("lobby", "running", "paused"):
            return None
        return next((each for each in self.stages if not each.opened), None)

    @property
    def now(self) -> Heading | None:
        """The newest stage that is open."""
        return next((each for each in self.stages if each.number == self.stage), None)


@dataclass(frozen=True)
class Board:
    """The facilitator's page."""

    room: Room
    rows: tuple[Row, ...]
    questions: tuple[Message, ...]
    said: tuple[Message, ...]
    news: tuple[News, ...]
    queue: Queue
    extended: int = 0
    lost: int = 0
    twins: tuple[str, ...] = ()

    @property
    def task(self) -> str:
        """What the page asks the facilitator to do, in one sentence."""
        room, counts = self.room, self.room.counts
        people = "1 person is" if counts.people == 1 else f"{counts.people} people are"
        if room.state == "lobby":
            if not counts.people:
                return "Nobody is here yet: say the join code aloud."
            return f"{people} here: open stage 1 when your talk is over."
        if room.state == "paused":
            return "All clocks stand still: resume when people may work again."
        if room.state == "debrief":
            return "The work is over: talk about what the designs have in common."
        if room.state == "closed":
            return "This room is closed: it can be read and exported, and nothing changes any more."
        if room.mode == "on-pass":
            told = f"Each goes on alone; {counts.passed} of {counts.people} passed where they are"
        else:
            told = f"{counts.passed} of {counts.people} passed stage {room.stage}"
        if self.questions:
            waits = (
                "a question waits" if len(self.questions) == 1 else f"{len(self.questions)} questions wait"
            )
            return f"{told}, and {waits} for your answer."
        if room.next is None:
            last = "" if room.mode == "on-pass" else ", the last one"
            return f"{told}{last}: begin the debrief when you want."
        return f"{told}: open stage {room.next.number} when you want."

    @property
    def held_up(self) -> str:
        """What opening the next stage means for those who have not passed."""
        counts = self.room.counts
        left = counts.people - counts.passed
        if self.room.state == "lobby":
            return "The clock of stage 1 starts for everybody who is here."
        if not left:
            return "All have passed; they go on at once."
        return f"{left} of {counts.people} {'has' if left == 1 else 'have'} not passed; they go on when they hand in."


@dataclass(frozen=True)
class Moment:
    """One line of a person's time: `kind` colours its sign."""

    at: float
    kind: Kind
    words: str
    link: str = ""
    claimed: float | None = None


@dataclass(frozen=True)
class Extra:
    """Time given to one person."""

    stage: int
    seconds: int
    reason: str


@dataclass(frozen=True)
class Reported:
    """One hand-in of a person."""

    public: str
    stage: int
    attempt: int
    kind: Kind
    words: str
    received: float
    claimed: float | None = None
    accepted: bool = False
    state: str = ""
    anyway: bool = False
    tree: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class PersonPage:
    """One person, for the facilitator."""

    room: Room
    row: Row
    joined: float
    seen: float
    active: bool
    share: bool
    timeline: tuple[Moment, ...]
    hand_ins: tuple[Reported, ...]
    extras: tuple[Extra, ...]
    messages: tuple[Message, ...]
    twins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Projector:
    """What may be thrown at a wall: no name, no animal, no outcome of one person."""

    title: str
    state: str
    stage: int
    stage_title: str
    clock: Clock
    counts: Counts
    code: str
    join: str
    said: str
    practice: bool = False


@dataclass(frozen=True)
class Trainee:
    """A trainee's own page."""

    room: Room
    row: Row
    hand_ins: tuple[Reported, ...]
    extras: tuple[Extra, ...]
    messages: tuple[Message, ...]
    waits: str = ""
    """The sentence that tells what comes next."""
