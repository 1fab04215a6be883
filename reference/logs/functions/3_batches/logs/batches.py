"""A sink in front of which entries wait."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from logs.filters import ORDER
from logs.forgiveness import notice
from logs.sinks import Entry, Sink, Write

FULL, MOST, ROOM, AGE = 50, 100, 500, 5.0
Verdict = Callable[[Exception], float | None]
"""The seconds of the pause that an error asks for; None: what was sent is lost."""


@dataclass
class Queue:
    """What waits, and since when; what was lost; and how long to be quiet."""

    entries: list[Entry] = field(default_factory=list)
    since: list[float] = field(default_factory=list)
    lost: int = 0
    quiet_until: float | None = None

    def push(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.since.append(monotonic())
        if len(self.entries) > ROOM:
            ranks = [ORDER[each["level"]] < ORDER["WARNING"] for each in self.entries]
            victim = ranks.index(True) if True in ranks else 0
            del self.entries[victim], self.since[victim]
            self.lost += 1

    def pop(self, count: int) -> None:
        del self.entries[:count], self.since[:count]


def batched(write: Write, verdict: Verdict) -> Sink:
    """Never raises: what is refused is kept, or lost and told."""
    queue = Queue()

    def push(entries: list[Entry]) -> None:
        for entry in entries:
            queue.push(entry)
        pressing = len(queue.entries) >= FULL or "ERROR" in [entry["level"] for entry in entries]
        if pressing and queue.quiet_until is None:
            empty()

    def tick() -> None:
        now = monotonic()
        if queue.quiet_until is None:
            due = queue.lost > 0 or (queue.since and now - queue.since[0] >= AGE)
        else:
            due = now >= queue.quiet_until
        if due:
            queue.quiet_until = None
            empty()

    def empty() -> None:
        while queue.entries or queue.lost:
            told, batch = notice(queue.lost), queue.entries[: MOST - 1]
            try:
                write(told + batch)
                queue.lost = 0
            except Exception as error:
                seconds = verdict(error)
                if seconds is not None:
                    queue.quiet_until = monotonic() + seconds
                    return
                queue.lost += len(batch)
            queue.pop(len(batch))
            if not queue.entries:
                return

    return Sink(push, tick, empty)
