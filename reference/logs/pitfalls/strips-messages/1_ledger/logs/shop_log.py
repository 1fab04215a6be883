"""What the clients call."""

from collections.abc import Callable

from logs.entries import Part


class ShopLog:
    """Makes an entry of what was said, and writes it."""

    def __init__(self, part: Part, now: Callable[[], str]) -> None:
        self._part = part
        self._now = now

    def log(self, level: str, logger: str, message: str) -> None:
        self._part.write([{"at": self._now(), "level": level, "logger": logger, "message": message.strip()}])

    def tick(self) -> None:
        self._part.tick()

    def stop(self) -> None:
        self._part.stop()
