"""The sender for Milio."""

from sms.connection import Connection, require


class MilioSender:
    """Sends through Milio."""

    def __init__(self, connection: Connection, access_token: str) -> None:
        self.connection = connection
        self.access = {"X-Access-Token": access_token}

    def send_sms(self, phone_number: str, message: str) -> None:
        answer = self.connection.post("/v1/messages", {"to": phone_number, "text": message}, **self.access)
        require(answer, "id", "status")
