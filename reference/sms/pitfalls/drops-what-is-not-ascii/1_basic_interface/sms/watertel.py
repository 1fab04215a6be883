"""Watertel as a provider."""

from sms.gateway import Gateway
from sms.pass_office import PassOffice
from sms.provider import Provider

RECEIPT = {"messageId": (str,)}


class Watertel(Provider):
    """Watertel wants a token in the address and a priority in the body."""

    def __init__(self, url: str, tokens: PassOffice, gateway: Gateway, priority: int = 3) -> None:
        self._url = url
        self._tokens = tokens
        self._gateway = gateway
        self._priority = priority

    def send_sms(self, phone_number: str, message: str) -> None:
        params = {"accessToken": self._tokens.token()}
        body = {
            "phone": phone_number,
            "message": message.encode("ascii", "ignore").decode(),
            "priority": self._priority,
        }
        self._gateway.post(self._url, RECEIPT, params=params, json=body)
