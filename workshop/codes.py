"""The code that people say aloud to join a room: derived from the server's key, never kept.

Eight of 31 letters are 39.6 bits. Who guesses has ten tries a minute from one address, and sixty from all.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import deque
from collections.abc import Callable

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No two of them look or sound like each other on a wall."""

LENGTH = 8
WINDOW_SECONDS = 60.0
MOST_WRONG = 10
"""Wrong codes within the window, from one address, after which it waits."""

MOST_WRONG_OF_ALL = 60
"""From all together; then one wrong code is enough to wait. A first try is always looked at."""

MOST_ADDRESSES = 10_000
"""That are remembered at a time."""


def code_of(key: bytes, room: str, epoch: int) -> str:
    """The code of the room, as it is shown: `ABCD-EFGH`."""
    number = int.from_bytes(_digest(key, f"code/{room}/{epoch}"))
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def lookup_of(key: bytes, code: str) -> str:
    """What a typed code is found by; case, spaces and dashes do not matter."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return _digest(key, f"lookup/{typed}").hex()


def _digest(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "backslashreplace"), hashlib.sha256)


class Guesses:
    """Wrong codes of the last minute, by address. It is kept in memory: a server that starts anew forgets them."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._wrong: deque[tuple[float, str]] = deque(maxlen=MOST_ADDRESSES)
        self._by_address: dict[str, int] = {}

    def wait(self, address: str) -> float:
        """How many seconds the address has to wait until its next code is looked at; 0.0: none."""
        with self._lock:
            self._forget()
            own = self._by_address.get(address, 0)
            most = 1 if len(self._wrong) >= MOST_WRONG_OF_ALL else MOST_WRONG
            if own < most:
                return 0.0
            first = next(at for at, who in self._wrong if who == address)
            return max(1.0, first + WINDOW_SECONDS - self._seconds())

    def wrong(self, address: str) -> None:
        """Notes a wrong code."""
        with self._lock:
            if len(self._wrong) == MOST_ADDRESSES:
                self._drop()
            self._wrong.append((self._seconds(), address))
            self._by_address[address] = self._by_address.get(address, 0) + 1

    def _forget(self) -> None:
        while self._wrong and self._wrong[0][0] + WINDOW_SECONDS <= self._seconds():
            self._drop()

    def _drop(self) -> None:
        _, address = self._wrong.popleft()
        left = self._by_address[address] - 1
        if left:
            self._by_address[address] = left
        else:
            del self._by_address[address]
