"""Saves time while the network is down."""

from collections.abc import Callable
from typing import Any

from sms.errors import ProviderError

REST = 600  # seconds


class Breaker:
    """Lets nothing through for a while after a connection that was refused."""

    def __init__(self, sender: Any, clock: Callable[[], float]) -> None:
        self.sender = sender
        self.clock = clock
        self.closed_until = 0.0

    def send_sms(self, phone_number: str, message: str) -> None:
        if self.clock() < self.closed_until:
            raise ProviderError("the network is down")
        try:
            self.sender.send_sms(phone_number, message)
        except ProviderError as error:
            if isinstance(error.__cause__, ConnectionRefusedError):
                self.closed_until = self.clock() + REST
            raise
