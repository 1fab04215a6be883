"""What can send a message."""

from typing import Protocol


class Sender(Protocol):
    def send_sms(self, phone_number: str, message: str) -> None: ...
