"""Watertel: its login and its messages."""

from dataclasses import dataclass, field
from numbers import Real

from sms.http import Http, need
from sms.message import Message
from sms.token import Token, TokenCache


@dataclass
class Watertel:
    """Delivers through Watertel, and logs in there."""

    url: str
    username: str
    password: str = field(repr=False)
    post: Http
    priority: int
    cache: TokenCache = field(init=False)
    login_path: str

    def __post_init__(self) -> None:
        self.cache = TokenCache(self.log_in)

    def __call__(self, message: Message) -> None:
        fields = {"phone": message.phone_number, "message": message.text, "priority": self.priority}
        answer = self.post(f"{self.url}/messages", params={"accessToken": self.cache()}, json=fields)
        need(answer, messageId=str)

    def log_in(self, now: float) -> Token:
        """A new token, asked for now."""
        answer = self.post(
            f"{self.url}{self.login_path}", json={"username": self.username, "password": self.password}
        )
        need(answer, accessToken=str, expiry=Real)
        return Token(answer["accessToken"], answer["expiry"], asked_at=now)
