"""Hands out tokens."""

from sms.clock import Clock
from sms.gateway import Gateway

TOKEN = {"accessToken": (str,), "expiry": (int, float)}


class PassOffice:
    """Has one token at a time, and fetches the next when that has run out."""

    def __init__(self, url: str, credentials: dict[str, str], gateway: Gateway, clock: Clock) -> None:
        self._url = url
        self._credentials = credentials
        self._gateway = gateway
        self._clock = clock
        self._current: tuple[str, float, float] | None = None

    def token(self) -> str:
        """A token that has not run out."""
        now = self._clock.now()
        if self._current is not None:
            return self._current[0]
        text, lifetime = self._gateway.post(self._url, TOKEN, json=self._credentials)
        self._current = (text, lifetime, now)
        return text
