"""A sink that never raises, and tells what it lost."""

from logs.saying import entry
from logs.sinks import Entry, Sink, Write


def forgiving(write: Write) -> Sink:
    """Around whatever may raise."""
    lost = 0

    def forgive(entries: list[Entry]) -> None:
        nonlocal lost
        try:
            write(notice(lost) + entries)
            lost = 0
        except Exception:
            lost += len(entries)

    def tell() -> None:
        if lost:
            forgive([])

    return Sink(forgive, tell, tell)


def notice(lost: int) -> list[Entry]:
    """The entry that tells a loss; none when nothing was lost."""
    return [entry("WARNING", "logs", f"{lost} entries lost")] if lost else []
