"""Refuses what cannot be sent, before it costs a request."""

from sms.errors import BadInput
from sms.sender import Sender

DIGITS = 10
LONGEST_MESSAGE = 140  # characters


class Checked:
    """Passes on good messages, with the phone number stripped."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send_sms(self, phone_number: str, message: str) -> None:
        number = phone_number.strip() if isinstance(phone_number, str) else ""
        if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
            raise BadInput("a phone number is text of 10 digits")
        if not isinstance(message, str) or not 1 <= len(message) <= LONGEST_MESSAGE:
            raise BadInput(f"a message is text of 1 to {LONGEST_MESSAGE} characters")
        self._sender.send_sms(number, message)
