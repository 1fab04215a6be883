"""Watertel's wire, and nothing else: see docs/watertel.md."""

from requests import Request

from sms.errors import Misconfigured
from sms.tokens import KeptToken, Token
from sms.transport import Transport

PRIORITY = 2  # of 1 (urgent) to 3: nobody has asked for more or less yet


class WatertelLogin:
    """Fetches a new token each time that it is called."""

    def __init__(self, url: str, username: str, password: str, transport: Transport) -> None:
        self._url = url
        self._credentials = {"username": username, "password": password}
        self._transport = transport

    def __call__(self) -> Token:
        reply = self._transport.exchange(Request("POST", f"{self._url}/login", json=self._credentials))
        return Token(reply.text("accessToken"), reply.number("expiry"))


class Watertel:
    """Sends messages through Watertel."""

    def __init__(self, url: str, token: KeptToken, transport: Transport) -> None:
        self._url = url
        self._token = token
        self._transport = transport

    def send_sms(self, phone_number: str, message: str) -> None:
        request = Request(
            "POST",
            f"{self._url}/messages",
            params={"accessToken": self._token.text()},
            json={"phone": phone_number, "message": message, "priority": PRIORITY},
        )
        try:
            self._transport.exchange(request).text("messageId")
        except Misconfigured:
            self._token.drop()
            raise
