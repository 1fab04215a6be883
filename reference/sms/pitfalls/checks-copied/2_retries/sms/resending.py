"""Checks messages, and sends them again when the provider fails."""

import re
import time

from sms.errors import BadInput, ProviderFailure
from sms.sender import Sender

PATTERN = re.compile(r"[0-9]{10}")
MAXIMUM = 140
WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt


class ReliableSender:
    """Checks once, and tries `inner` up to four times."""

    def __init__(self, inner: Sender) -> None:
        self._inner = inner

    def send_sms(self, phone_number: str, message: str) -> None:
        receiver, text = good_receiver(phone_number), good_text(message)
        for wait in WAITS:
            try:
                return self._inner.send_sms(receiver, text)
            except ProviderFailure:
                time.sleep(wait)
        return self._inner.send_sms(receiver, text)


def good_receiver(receiver: str) -> str:
    """A receiver that can be reached."""
    if not isinstance(receiver, str):
        raise BadInput("the receiver must be text")
    digits = receiver.strip()
    if not PATTERN.fullmatch(digits):
        raise BadInput("the receiver must be a number of 10 digits")
    return digits


def good_text(text: str) -> str:
    """A text that can be sent."""
    if not isinstance(text, str) or not 1 <= len(text) <= MAXIMUM:
        raise BadInput(f"the text must have 1 to {MAXIMUM} characters")
    return text
