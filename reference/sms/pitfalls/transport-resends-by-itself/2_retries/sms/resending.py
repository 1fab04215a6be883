"""Sends again when the provider fails."""

import time

from requests import Request

from sms.errors import ProviderFailure
from sms.reply import Reply
from sms.transport import Transport

WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt, as the business asked


class ResendingTransport:
    """Makes each exchange of `transport` again after each of the waits, as long as the provider fails."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def exchange(self, request: Request) -> Reply:
        """The reply to `request`, when the provider accepted it."""
        for wait in WAITS:
            try:
                return self._transport.exchange(request)
            except ProviderFailure:
                time.sleep(wait)
        return self._transport.exchange(request)
