"""Providers as the rest of the shop knows them, and back."""

from dataclasses import dataclass
from typing import Protocol

from sms.message import Deliver, Message


class Provider(Protocol):
    """Anything with this method."""

    def send_sms(self, phone_number: str, message: str) -> None: ...


@dataclass(frozen=True)
class Phone:
    """Makes a provider of a way to deliver."""

    deliver: Deliver

    def send_sms(self, phone_number: str, message: str) -> None:
        self.deliver(Message(phone_number, message))


@dataclass(frozen=True)
class Unwrapped:
    """Makes a way to deliver of a provider."""

    provider: Provider

    def __call__(self, message: Message) -> None:
        self.provider.send_sms(message.phone_number, message.text)
