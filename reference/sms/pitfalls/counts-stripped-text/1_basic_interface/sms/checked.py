"""Refuses what no provider could send, before it costs a request."""

import re

from sms.errors import BadInput
from sms.sender import Sender

PHONE_NUMBER = re.compile(r"[0-9]{10}")
LONGEST_MESSAGE = 140  # characters


class CheckedSender:
    """Passes on good messages to `sender`, with the phone number stripped."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send_sms(self, phone_number: str, message: str) -> None:
        self._sender.send_sms(checked_phone_number(phone_number), checked_message(message))


def checked_phone_number(phone_number: str) -> str:
    """The ten digits of `phone_number`, without the white space around them."""
    if not isinstance(phone_number, str):
        raise BadInput("a phone number is text of 10 digits")
    stripped = phone_number.strip()
    if not PHONE_NUMBER.fullmatch(stripped):
        raise BadInput("a phone number has 10 digits and nothing else")
    return stripped


def checked_message(message: str) -> str:
    """`message` itself, when it is of a length that can be sent."""
    if not isinstance(message, str) or not 1 <= len(message.strip()) <= LONGEST_MESSAGE:
        raise BadInput(f"a message is text of 1 to {LONGEST_MESSAGE} characters")
    return message
