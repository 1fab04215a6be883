"""Refuses what cannot be sent."""

from sms.kinds import Send
from sms.trouble import BadInput


def checked(send: Send) -> Send:
    """A `send` that is called with good input only."""

    def send_checked(phone_number: str, message: str) -> None:
        if not isinstance(phone_number, str) or not isinstance(message, str):
            raise BadInput("a phone number and a message are text")
        digits = phone_number.strip()
        if len(digits) != 10:
            raise BadInput("a phone number has 10 digits")
        if not 0 < len(message) <= 140:
            raise BadInput("a message has 1 to 140 characters")
        send(digits, message)

    return send_checked
