"""A way to choose: by turns."""

from collections.abc import Iterable
from itertools import cycle

from sms.sender import Sender


class Turns:
    """Gives one sender after the other, and begins again at the end. Who stands there twice has two turns."""

    def __init__(self, senders: Iterable[Sender]) -> None:
        self._senders = cycle(senders)

    def __call__(self) -> Sender:
        return next(self._senders)

    def skip(self, turns: int) -> None:
        """Lets some turns pass."""
        for _ in range(turns):
            next(self._senders)
