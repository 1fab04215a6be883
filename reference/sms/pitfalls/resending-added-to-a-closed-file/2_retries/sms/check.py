"""Refuses what cannot be sent."""

import time
from collections.abc import Callable

from sms.kinds import Send
from sms.trouble import BadInput, ProviderFailure

DIGITS = frozenset("0123456789")


def checked(send: Send) -> Send:
    """A `send` that is called with good input only."""

    def send_checked(phone_number: str, message: str) -> None:
        if not isinstance(phone_number, str) or not isinstance(message, str):
            raise BadInput("a phone number and a message are text")
        digits = phone_number.strip()
        if len(digits) != 10 or not DIGITS.issuperset(digits):
            raise BadInput("a phone number has 10 digits")
        if not 0 < len(message) <= 140:
            raise BadInput("a message has 1 to 140 characters")
        send(digits, message)

    return send_checked


def resending(
    send: Send, waits: tuple[float, ...] = (0, 2, 4), sleep: Callable[[float], object] = time.sleep
) -> Send:
    """A `send` that is tried again after each of the waits, in seconds."""
    if not waits:
        return send
    first, *rest = waits
    send_later = resending(send, tuple(rest), sleep)

    def send_again(phone_number: str, message: str) -> None:
        try:
            return send(phone_number, message)
        except ProviderFailure:
            sleep(first)
        return send_later(phone_number, message)

    return send_again
