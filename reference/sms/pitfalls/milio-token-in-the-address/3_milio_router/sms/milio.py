"""The sender for Milio."""

from sms.connection import Connection, require


class MilioSender:
    """Sends through Milio."""

    def __init__(self, connection: Connection, access_token: str) -> None:
        self.connection = connection
        self.access_token = access_token

    def send_sms(self, phone_number: str, message: str) -> None:
        answer = self.connection.post(
            f"/v1/messages?accessToken={self.access_token}", {"to": phone_number, "text": message}
        )
        require(answer, "id", "status")
