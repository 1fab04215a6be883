"""What can go wrong with Milio."""

from sms.errors import Misconfigured, ProviderFailure, SmsError
from sms.sender import Sender


class MilioError(SmsError):
    """Milio did not send it."""


class MilioErrors:
    """Speaks of all that goes wrong with `sender` as Milio's."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send_sms(self, phone_number: str, message: str) -> None:
        try:
            self._sender.send_sms(phone_number, message)
        except (ProviderFailure, Misconfigured) as error:
            raise MilioError(f"Milio: {error}") from error
