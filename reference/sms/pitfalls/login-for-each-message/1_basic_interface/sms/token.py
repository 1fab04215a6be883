"""A token and when to get another."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any


@dataclass(frozen=True)
class Token:
    """A token that was asked for at `asked_at` and is good for `expiry` seconds."""

    text: str
    expiry: Real
    asked_at: float

    def good_at(self, moment: float) -> bool:
        """Whether the token may still be used at that moment."""
        return moment - self.asked_at < self.expiry


@dataclass
class TokenCache:
    """Remembers the last token that `fetch` gave for as long as it is good."""

    fetch: Callable[[float], Token]
    clock: Callable[[], float] = time.monotonic
    last: Any = None

    def __call__(self) -> str:
        now = self.clock()
        self.last = self.fetch(now)
        return self.last.text
