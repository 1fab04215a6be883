"""Turns, the longer kind."""

from collections import deque
from collections.abc import Iterable

from sms.sender import Sender


class Turns:
    """Gives the first of a queue, which then stands at its end."""

    def __init__(self, senders: Iterable[Sender]) -> None:
        self._queue = deque(senders)

    def __call__(self) -> Sender:
        self._queue.rotate(-1)
        return self._queue[-1]
