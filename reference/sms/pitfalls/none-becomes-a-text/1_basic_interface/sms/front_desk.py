"""Where clients come in."""

from sms.failures import InvalidMessage
from sms.provider import Provider


class FrontDesk(Provider):
    """Turns away what cannot be sent and hands over the rest."""

    def __init__(self, behind: Provider) -> None:
        self._behind = behind

    def send_sms(self, phone_number: str, message: str) -> None:
        self._require(isinstance(phone_number, str), "the phone number is not text")
        message = str(message)
        phone_number = phone_number.strip()
        self._require(
            phone_number.isascii() and phone_number.isdigit(), "the phone number has other signs than digits"
        )
        self._require(len(phone_number) == 10, "the phone number has not 10 digits")
        self._require(1 <= len(message) <= 140, "the message has not 1 to 140 characters")
        self._behind.send_sms(phone_number, message)

    def _require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise InvalidMessage(otherwise)
