"""Retries, whatever the sender."""

from collections.abc import Callable, Sequence
from typing import Any

from sms.errors import ProviderError


class RetryingSender:
    """Lets another sender try after no delay, and once more after each of `delays`, in seconds."""

    def __init__(self, sender: Any, delays: Sequence[float], sleep: Callable[[float], object]) -> None:
        self.sender = sender
        self.delays = delays
        self.sleep = sleep

    def send_sms(self, phone_number: str, message: str) -> None:
        failures: list[ProviderError] = []
        for delay in (0, *self.delays):
            self.sleep(delay)
            try:
                self.sender.send_sms(phone_number, message)
                return
            except ProviderError as error:
                failures.append(error)
        raise failures[-1]
