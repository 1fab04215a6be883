"""The sender for Milio."""

from sms.connection import Connection, require
from sms.errors import ConfigurationError, InputError


class MilioSender:
    """Sends through Milio."""

    def __init__(self, connection: Connection, access_token: str) -> None:
        self.connection = connection
        self.access = {"X-Access-Token": access_token}

    def send_sms(self, phone_number: str, message: str) -> None:
        try:
            answer = self.connection.post(
                "/v1/messages", {"to": phone_number, "text": message}, **self.access
            )
        except InputError as error:
            raise ConfigurationError("Milio does not accept this", error.status) from error
        require(answer, "id", "status")
