"""The one interface of this module: what clients call, and what providers and wrappers offer."""

from typing import Protocol


class Sender(Protocol):
    """Anything that sends a message."""

    def send_sms(self, phone_number: str, message: str) -> None:
        """Send the message, or raise an `SmsError`."""
