"""Sends again when the provider failed."""

import threading
from collections.abc import Sequence

from sms.errors import ProviderFailure
from sms.sender import Sender


class Patient:
    """One attempt after each wait, the first of which is none; a shutdown may cut a wait short."""

    def __init__(self, sender: Sender, waits_seconds: Sequence[float]) -> None:
        self._sender = sender
        self._waits_seconds = tuple(waits_seconds)

    def send_sms(self, phone_number: str, message: str) -> None:
        stop = threading.Lock()
        stop.acquire()
        failure = ProviderFailure("it was not tried")
        for seconds in self._waits_seconds:
            stop.acquire(timeout=seconds)
            try:
                return self._sender.send_sms(phone_number, message)
            except ProviderFailure as error:
                failure = error
        raise failure
