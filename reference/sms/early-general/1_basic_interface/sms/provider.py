"""The abstraction that everything here implements."""

from abc import ABC, abstractmethod


class Provider(ABC):
    """Sends text messages."""

    @abstractmethod
    def send_sms(self, phone_number: str, message: str) -> None:
        """Send one message."""
