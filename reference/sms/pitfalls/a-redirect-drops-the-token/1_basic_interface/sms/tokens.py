"""Keeps a token for as long as it is good."""

import time
from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """What a login gives: the token and how many seconds it is good for."""

    text: str
    lifetime: float


class KeptToken:
    """A token that is asked for when it is needed, and again once it is stale."""

    def __init__(self, login: Callable[[], Token], clock: Callable[[], float] = time.monotonic) -> None:
        self._login = login
        self._clock = clock
        self._token = Token("", lifetime=0)
        self._issued_at = clock()

    def text(self) -> str:
        """A token that is good now."""
        now = self._clock()  # before the login, so that we never think a token younger than it is
        if not now - self._issued_at < self._token.lifetime:
            self._token, self._issued_at = self._login(), now
        return self._token.text

    def drop(self) -> None:
        """Forget the token."""
        self._token = Token("", lifetime=0)
