"""The sender for Watertel."""

from collections.abc import Callable
from urllib.parse import quote

from sms.connection import Connection, require
from sms.login import Login


class WatertelSender:
    """Sends through Watertel."""

    def __init__(
        self,
        url: str,
        timeout: float,
        username: str,
        password: str,
        priority: int,
        clock: Callable[[], float],
        path: str,
    ) -> None:
        self.connection = Connection(url, timeout)
        self.login = Login(self.connection, username, password, clock)
        self.priority = priority
        self.path = path

    def send_sms(self, phone_number: str, message: str) -> None:
        path = f"{self.path}?accessToken={quote(self.login.token(), safe='')}"
        body = {"phone": phone_number, "message": message, "priority": self.priority}
        require(self.connection.post(path, body), "messageId")
