"""Sends each message through one of several senders."""

from collections.abc import Callable

from sms.sender import Sender


class Router:
    """Asks `choose` for a sender, message by message. How to choose is not its business."""

    def __init__(self, choose: Callable[[], Sender]) -> None:
        self._choose = choose

    def send_sms(self, phone_number: str, message: str) -> None:
        self._choose().send_sms(phone_number=phone_number, message=message)
