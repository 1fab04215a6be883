"""Sends each message through one of several senders."""

from collections.abc import Callable

from sms.sender import Sender


class Router:
    """Asks `choose` for a sender, message by message; what begins as `always` does goes to `usual`."""

    def __init__(self, choose: Callable[[], Sender], usual: Sender, always: str) -> None:
        self._choose = choose
        self._usual = usual
        self._always = always

    def send_sms(self, phone_number: str, message: str) -> None:
        sender = self._usual if message.startswith(self._always) else self._choose()
        sender.send_sms(phone_number, message)
