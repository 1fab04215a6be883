"""Input is validated before anything else happens."""

from typing import Any

from sms.errors import InputError


class ValidatingSender:
    """Validates what another sender is to send."""

    def __init__(self, sender: Any) -> None:
        self.sender = sender
        self.send_sms("7000000099", "The SMS module was started.")

    def send_sms(self, phone_number: str, message: str) -> None:
        self.sender.send_sms(valid_phone(phone_number), valid_text(message))


def valid_phone(phone_number: Any) -> str:
    """The phone number without white space around it, if it is valid."""
    match phone_number:
        case str() if len(digits := phone_number.strip()) == 10 and all(
            "0" <= digit <= "9" for digit in digits
        ):
            return digits
    raise InputError("not a phone number of 10 digits")


def valid_text(message: Any) -> str:
    """The message, if it is valid."""
    match message:
        case str() if message and len(message) < 141:
            return message
    raise InputError("not a message of 1 to 140 characters")
