"""Watertel: tokens in the address."""

from collections.abc import Generator

import httpx

from sms.endpoint import Endpoint

PRIORITY = 1


class TokenAuth(httpx.Auth):
    """Adds a token to the address of each request, and another one when the first is refused."""

    def __init__(self, endpoint: Endpoint, username: str, password: str) -> None:
        self._endpoint = endpoint
        self._login = {"username": username, "password": password}
        self._token = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._token:
            self._log_in()
        request.url = request.url.copy_set_param("accessToken", self._token)
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._log_in()
            request.url = request.url.copy_set_param("accessToken", self._token)
            yield request

    def _log_in(self) -> None:
        fields = self._endpoint.post("/login", self._login)
        fields.take("expiry", int, float)
        self._token = fields.take("accessToken", str)


class Watertel:
    """Sends through Watertel."""

    def __init__(self, endpoint: Endpoint, auth: httpx.Auth) -> None:
        self._endpoint = endpoint
        self._auth = auth

    def send_sms(self, phone_number: str, message: str) -> None:
        sms = {"phone": phone_number, "message": message, "priority": PRIORITY}
        self._endpoint.post("/messages", sms, auth=self._auth).take("messageId", str)
