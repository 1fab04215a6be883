"""Retries, whatever the sender."""

from collections.abc import Callable, Sequence
from typing import Any

from sms.errors import ProviderError
from sms.login import Login


class RetryingSender:
    """Lets another sender try once, and once more after each delay in seconds."""

    def __init__(
        self, sender: Any, login: Login, delays: Sequence[float], sleep: Callable[[float], object]
    ) -> None:
        self.sender = sender
        self.login = login
        self.delays = delays
        self.sleep = sleep

    def send_sms(self, phone_number: str, message: str) -> None:
        self.login.good_until = float("-inf")
        for delay in self.delays:
            try:
                return self.sender.send_sms(phone_number, message)
            except ProviderError:
                self.sleep(delay)
        return self.sender.send_sms(phone_number, message)
