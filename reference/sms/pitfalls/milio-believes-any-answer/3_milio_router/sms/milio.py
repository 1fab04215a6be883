"""Milio as a provider."""

from sms.gateway import Gateway
from sms.provider import Provider


class Milio(Provider):
    """Milio wants a token in a header."""

    def __init__(self, url: str, access_token: str, gateway: Gateway) -> None:
        self._url = url
        self._headers = {"X-Access-Token": access_token}
        self._gateway = gateway

    def send_sms(self, phone_number: str, message: str) -> None:
        text = {"to": phone_number, "text": message}
        self._gateway.post(self._url, {}, headers=self._headers, json=text)
