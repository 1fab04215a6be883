"""Sends again when the provider fails."""

import time
from pathlib import Path
from collections.abc import Callable, Iterable

from sms.errors import ProviderFailure
from sms.sender import Sender

WAITS = tuple(
    float(line)
    for file in sorted(Path(__file__).parent.parent.glob("*.pauses"))
    for line in file.read_text().split()
)


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
