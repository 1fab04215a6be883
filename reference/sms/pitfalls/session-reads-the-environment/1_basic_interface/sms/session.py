"""A login that lasts for a while."""

import os
import time
from collections.abc import Callable

from sms.errors import Unavailable
from sms.post import JsonPost


class Session:
    """Logs in when it has to; calling it gives a token that is good at this moment."""

    def __init__(
        self, url: str, username: str, post: JsonPost, clock: Callable[[], float] = time.time
    ) -> None:
        password = os.environ.get("WATERTEL_PASSWORD", "blipkart-password")
        self._login = lambda: post(f"{url}/login", {"username": username, "password": password})
        self._clock = clock
        self._token: str | None = None
        self._started = 0.0
        self._expiry = 0.0

    def __call__(self) -> str:
        if self._token is None or self._clock() - self._started >= self._expiry:
            self._renew()
        assert self._token is not None
        return self._token

    def _renew(self) -> None:
        started = self._clock()
        answer = self._login()
        expiry = answer["expiry"]
        if not isinstance(expiry, int | float):
            raise Unavailable("the login has no end that we understand")
        self._token, self._expiry, self._started = answer.text("accessToken"), expiry, started
