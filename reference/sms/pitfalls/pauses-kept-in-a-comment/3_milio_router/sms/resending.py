"""Sends again when the provider fails."""

import inspect
import time
from collections.abc import Callable, Iterable

from sms.errors import ProviderFailure
from sms.sender import Sender


# before each resend: 0 2 4 in seconds
def resend():
    """Stands for the rule in the comment above."""


WAITS = tuple(float(word) for word in (inspect.getcomments(resend) or "").split() if word.isdigit())


class ResendingSender:
    """Tries `sender` once more after each of the `waits`, as long as the provider fails."""

    def __init__(
        self, sender: Sender, waits: Iterable[float] = WAITS, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._sender = sender
        self._waits = tuple(waits)
        self._sleep = sleep

    def send_sms(self, phone_number: str, message: str) -> None:
        for wait in self._waits:
            try:
                self._sender.send_sms(phone_number, message)
            except ProviderFailure:
                self._sleep(wait)
            else:
                return
        self._sender.send_sms(phone_number, message)
