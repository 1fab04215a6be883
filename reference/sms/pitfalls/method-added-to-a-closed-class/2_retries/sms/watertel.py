"""The sender for Watertel."""

from urllib.parse import quote

from sms.connection import Connection, require
from sms.errors import ProviderError
from sms.login import Login


class WatertelSender:
    """Sends through Watertel."""

    PRIORITY = 1

    def __init__(self, connection: Connection, login: Login) -> None:
        self.connection = connection
        self.login = login

    def send_sms(self, phone_number: str, message: str) -> None:
        path = f"/messages?accessToken={quote(self.login.token(), safe='')}"
        body = {"phone": phone_number, "message": message, "priority": self.PRIORITY}
        require(self.connection.post(path, body), "messageId")

    def try_to_send(self, phone_number: str, message: str) -> ProviderError | None:
        """The provider's failure, if it failed."""
        try:
            self.send_sms(phone_number, message)
        except ProviderError as error:
            return error
        return None
