"""Simulated trainees who play a room over its real API, so that a facilitator sees it alive before people come.

Each follows a right design of the kata; every third falls into a pitfall on the way and mends it. They take as long
as they are told to, wait for stages as people do, and one asks a question.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from ..base.errors import KataError
from ..content.designs import Design, Pitfall, state
from ..content.kata import Files, Kata
from ..workspace.tree import snapshot
from . import messages
from .client import Client, Offline
from .messages import Accepted, Join, Joined, Me, Notes, Progress, Question
from .parcel import pack

LOOK_SECONDS = 2.0
"""Between two looks whether the room has opened the next stage."""

STUMBLES = 3
"""Every so many is one who falls into a pitfall."""

QUESTION = "May I name my classes as I like? (This is a rehearsal.)"

Tell = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """What one simulated trainee will do: by stage, the states that are handed in, the last of which passes."""

    title: str
    states: tuple[tuple[Files, ...], ...]


def parts(kata: Kata, designs: Sequence[Design], pitfalls: Sequence[Pitfall], people: int) -> list[Part]:
    """So many parts, of all designs in turn, and of pitfalls spread over the stages."""
    found: list[Part] = []
    of_stage = {each.id: [p for p in pitfalls if p.stage == each.stage].index(each) for each in pitfalls}
    spread = sorted(pitfalls, key=lambda each: (of_stage[each.id], each.stage))
    stumblers = 0
    for number in range(people):
        if spread and number % STUMBLES == STUMBLES - 1:
            pitfall = spread[stumblers % len(spread)]
            found.append(_part(kata, pitfall.base, pitfall))
            stumblers += 1
        else:
            found.append(_part(kata, designs[(number - stumblers) % len(designs)], None))
    return found


def _part(kata: Kata, design: Design, pitfall: Pitfall | None) -> Part:
    stages = []
    for stage in kata.stages:
        right = state(kata, design, stage.number)
        falls = pitfall is not None and pitfall.stage == stage.number
        stages.append((state(kata, pitfall, stage.number), right) if falls and pitfall else (right,))
    title = design.title if pitfall is None else f"{design.title}, falls into: {pitfall.title}"
    return Part(title, tuple(stages))


class Actor:
    """One simulated trainee in the room at `url`. `seconds`: how long a stage takes, about."""

    def __init__(
        self, url: str, code: str, part: Part, *, seconds: float, tell: Tell, end: threading.Event
    ) -> None:
        self._url, self._code, self._part = url, code, part
        self._seconds, self._tell, self._end = seconds, tell, end
        self._chance = random.Random(part.title)
        self.passed = 0
        self.trouble = ""

    def play(self, *, asks: bool = False) -> None:
        """Plays until all stages are closed, the room is over, or `end` is set; trouble is kept, not raised."""
        client = Client(self._url)
        try:
            joined = client.tell(messages.JOIN, Join(code=self._code, client="rehearsal"), Joined)
            client.close()
            client = Client(self._url, joined.token)
            who = joined.person.animal or joined.person.name
            self._tell(f"{who} joins and will play: {self._part.title}")
            if asks:
                client.send("POST", messages.QUESTIONS, messages.encode(Question(text=QUESTION)), JSON)
            self._stages(client, who)
        except KataError as error:
            self.trouble = str(error)
            self._tell(f"Somebody had trouble: {error}")
        finally:
            client.close()

    def _stages(self, client: Client, who: str) -> None:
        for number, states in enumerate(self._part.states, 1):
            if not self._opened(client, number):
                return
            for files in states:
                if self._rest(self._chance.uniform(0.5, 1.5) * self._seconds / len(states)):
                    return
                passed = self._hand_in(client, number, files)
                if passed is None:
                    return
                self._tell(f"{who}: stage {number} {'passed' if passed else 'did not pass'}")
            self.passed += 1

    def _opened(self, client: Client, number: int) -> bool:
        while True:
            me = self._patiently(lambda: client.ask(messages.ME, Me))
            if me is None or me.own.finished or me.room.state in ("debrief", "closed"):
                return False
            if me.own.open and me.own.stage >= number:
                if number > 1:
                    note = messages.ExpectedNote(stage=number, said="One new class, I think.")
                    client.send("POST", messages.NOTES, messages.encode(Notes(expected=(note,))), JSON)
                client.bytes_at(messages.STAGE.format(number=number))
                return True
            if self._rest(LOOK_SECONDS):
                return False

    def _hand_in(self, client: Client, number: int, files: Files) -> bool | None:
        headers = {
            messages.STAGE_HEADER: str(number),
            messages.KIND_HEADER: "hand-in",
            "Content-Type": "application/octet-stream",
        }
        body = pack(snapshot(files))
        answer = self._patiently(lambda: client.send("POST", messages.HAND_INS, body, headers)[1])
        if answer is None:
            return None
        identity, rev = messages.decode(answer, Accepted).id, 0
        while not self._end.is_set():
            params = {"wait": "5", "rev": str(rev)}
            progress = self._patiently(partial(self._look, client, identity, params))
            if progress is None:
                return None
            if progress.state == "graded":
                return bool(progress.passed)
            if progress.state in ("stuck", "replaced"):
                raise KataError(progress.trouble or f"A hand-in is {progress.state}.")
            if progress.rev <= rev and self._rest(0.5):
                return None
            rev = progress.rev
        return None

    @staticmethod
    def _look(client: Client, identity: str, params: dict[str, str]) -> Progress:
        return client.ask(messages.HAND_IN.format(id=identity), Progress, wait=5, params=params)

    def _patiently(self, ask: Callable[[], T]) -> T | None:
        """The answer, however often the room is away; None when the rehearsal is over."""
        while not self._end.is_set():
            try:
                return ask()
            except Offline:
                self._rest(LOOK_SECONDS)
        return None

    def _rest(self, seconds: float) -> bool:
        """Waits; True when the rehearsal is over."""
        return self._end.wait(seconds)


JSON = {"Content-Type": "application/json"}


def rehearse(
    url: str, code: str, cast: Sequence[Part], *, seconds: float, tell: Tell, end: threading.Event
) -> list[Actor]:
    """Plays all parts at once; returns the actors, who say how far they came. Ctrl-C ends it."""
    actors = [Actor(url, code, part, seconds=seconds, tell=tell, end=end) for part in cast]
    threads = [
        threading.Thread(target=actor.play, kwargs={"asks": number == 1}, daemon=True)
        for number, actor in enumerate(actors)
    ]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
    except KeyboardInterrupt:
        end.set()
        raise
    return actors
