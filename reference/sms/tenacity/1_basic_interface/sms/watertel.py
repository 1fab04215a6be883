"""Watertel: tokens in the address."""

import time
from collections.abc import Generator

import httpx

from sms.endpoint import Endpoint

PRIORITY = 1
EARLY = 0.02  # of a token's life: renewing a little early costs less than one refused message


class TokenAuth(httpx.Auth):
    """Adds a good token to the address of each request."""

    def __init__(self, endpoint: Endpoint, username: str, password: str) -> None:
        self._endpoint = endpoint
        self._login = {"username": username, "password": password}
        self._token = ""
        self._born = self._life = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.url = request.url.copy_set_param("accessToken", self._good_token())
        yield request

    def _good_token(self) -> str:
        age = time.monotonic() - self._born
        if not self._token or not age < self._life * (1 - EARLY):
            self._log_in()
        return self._token

    def _log_in(self) -> None:
        fields = self._endpoint.post("/login", self._login)
        born = time.monotonic()
        life = fields.take("expiry", int, float)
        self._token, self._born = fields.take("accessToken", str), born
        self._life = float(min(life, 1e12))


class Watertel:
    """Sends through Watertel."""

    def __init__(self, endpoint: Endpoint, auth: httpx.Auth) -> None:
        self._endpoint = endpoint
        self._auth = auth

    def send_sms(self, phone_number: str, message: str) -> None:
        sms = {"phone": phone_number, "message": message, "priority": PRIORITY}
        self._endpoint.post("/messages", sms, auth=self._auth).take("messageId", str)
