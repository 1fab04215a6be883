"""Milio's wire, and nothing else: see docs/milio.md."""

from requests import Request

from sms.transport import Transport


class Milio:
    """Sends messages through Milio."""

    def __init__(self, url: str, access_token: str, transport: Transport) -> None:
        self._address = f"{url}/v1/messages"
        self._headers = {"X-Access-Token": access_token}
        self._transport = transport

    def send_sms(self, phone_number: str, message: str) -> None:
        body = {"to": str(int(phone_number)), "text": message}
        reply = self._transport.exchange(Request("POST", self._address, headers=self._headers, json=body))
        reply.text("id")
        reply.text("status")
