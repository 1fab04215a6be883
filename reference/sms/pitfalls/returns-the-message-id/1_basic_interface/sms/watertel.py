"""The sender for Watertel."""

from urllib.parse import quote

from sms.connection import Connection, require
from sms.login import Login


class WatertelSender:
    """Sends through Watertel."""

    PRIORITY = 1

    def __init__(self, connection: Connection, login: Login) -> None:
        self.connection = connection
        self.login = login

    def send_sms(self, phone_number: str, message: str) -> dict[str, object]:
        path = f"/messages?accessToken={quote(self.login.token(), safe='')}"
        body = {"phone": phone_number, "message": message, "priority": self.PRIORITY}
        answer = self.connection.post(path, body)
        require(answer, "messageId")
        return answer
