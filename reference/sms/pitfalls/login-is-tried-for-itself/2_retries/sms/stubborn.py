"""Logs in with stubbornness."""

from collections.abc import Callable
from dataclasses import dataclass

from sms.token import Token
from sms.trouble import NotDelivered

MORE_LOGINS = 3


@dataclass(frozen=True)
class Stubborn:
    """Fetches a token, and tries a few times more when the provider has none."""

    fetch: Callable[[float], Token]

    def __call__(self, now: float) -> Token:
        for _ in range(MORE_LOGINS):
            try:
                return self.fetch(now)
            except NotDelivered:
                continue
        return self.fetch(now)
