"""Retries what can be tried."""

from collections.abc import Callable, Sequence
from typing import Any


class RetryingSender:
    """Lets a sender try once, and once more after each delay in seconds."""

    def __init__(self, sender: Any, delays: Sequence[float], sleep: Callable[[float], object]) -> None:
        self.sender = sender
        self.delays = delays
        self.sleep = sleep

    def send_sms(self, phone_number: str, message: str) -> None:
        failure = self.sender.try_to_send(phone_number, message)
        for delay in self.delays:
            if failure is None:
                return
            self.sleep(delay)
            failure = self.sender.try_to_send(phone_number, message)
        if failure is not None:
            raise failure
