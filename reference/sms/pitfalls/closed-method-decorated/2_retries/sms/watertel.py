"""Watertel's way of sending."""

from collections.abc import Callable
from urllib.parse import urlencode

from sms.post import JsonPost
from sms.retry import retried

LEAST_URGENT = 3


class Watertel:
    """Sends through Watertel, with a token for each message."""

    def __init__(self, url: str, token: Callable[[], str], post: JsonPost) -> None:
        self._messages = f"{url}/messages"
        self._token = token
        self._post = post

    @retried(0, 2, 4)
    def send_sms(self, phone_number: str, message: str) -> None:
        query = urlencode({"accessToken": self._token()})
        message_fields = {"phone": phone_number, "message": message, "priority": LEAST_URGENT}
        self._post(f"{self._messages}?{query}", message_fields).text("messageId")
