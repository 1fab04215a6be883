"""Milio: a token in a header."""

import settings

from sms.endpoint import Endpoint


class Milio:
    """Sends through Milio."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._headers = {"X-Access-Token": settings.MILIO_ACCESS_TOKEN}

    def send_sms(self, phone_number: str, message: str) -> None:
        queued = self._endpoint.post(
            "/v1/messages", {"to": phone_number, "text": message}, headers=self._headers
        )
        queued.take("id", str)
        queued.take("status", str)
