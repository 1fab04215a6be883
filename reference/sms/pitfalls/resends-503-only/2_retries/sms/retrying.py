"""Retries, whatever the sender."""

from collections.abc import Callable, Sequence
from typing import Any

from sms.errors import ProviderError

WORTH_A_RETRY = (500, 503, None)  # None: there was no answer


class RetryingSender:
    """Lets another sender try once, and once more after each delay in seconds."""

    def __init__(self, sender: Any, delays: Sequence[float], sleep: Callable[[float], object]) -> None:
        self.sender = sender
        self.delays = delays
        self.sleep = sleep

    def send_sms(self, phone_number: str, message: str) -> None:
        delays = iter(self.delays)
        while (failure := self._failure(phone_number, message)) is not None:
            for delay in delays:
                self.sleep(delay)
                break
            else:
                raise failure

    def _failure(self, phone_number: str, message: str) -> ProviderError | None:
        try:
            self.sender.send_sms(phone_number, message)
        except ProviderError as error:
            if error.status not in WORTH_A_RETRY:
                raise
            return error
        return None
