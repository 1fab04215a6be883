"""Sends with persistence."""

import time
from collections.abc import Generator

import httpx
from tenacity import BaseRetrying

from sms.doorman import TextMessages
from sms.endpoint import Endpoint

EARLY_PART = 0.02


class PersistentAuth(httpx.Auth):
    """Adds a good token to each address."""

    def __init__(self, endpoint: Endpoint, name: str, secret: str) -> None:
        self._endpoint = endpoint
        self._account = {"username": name, "password": secret}
        self._ticket = ""
        self._since = self._lasts = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.url = request.url.copy_set_param("accessToken", self._good_ticket())
        yield request

    def _good_ticket(self) -> str:
        age = time.monotonic() - self._since
        if not self._ticket or not age < self._lasts * (1 - EARLY_PART):
            self._fetch()
        return self._ticket

    def _fetch(self) -> None:
        since = time.monotonic()
        answer = self._endpoint.post("/login", self._account)
        lasts = answer.take("expiry", int, float)
        self._ticket, self._since = answer.take("accessToken", str), since
        self._lasts = float(min(lasts, 1e12))


class Persistent:
    """Has another sender try as often as the `policy` says."""

    def __init__(self, sender: TextMessages, policy: BaseRetrying) -> None:
        self._sender = sender
        self._policy = policy

    def send_sms(self, phone_number: str, message: str) -> None:
        self._policy(self._sender.send_sms, phone_number, message)
