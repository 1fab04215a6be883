"""Watertel: its login and its messages."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from numbers import Real
from typing import Any

from sms.http import need
from sms.message import Message
from sms.token import Token

Post = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class WatertelAccount:
    """Who we are at Watertel. Calling it logs in."""

    url: str
    username: str
    password: str = field(repr=False)
    _: KW_ONLY
    post: Post

    def __call__(self, now: float) -> Token:
        answer = self.post(f"{self.url}/login", json={"username": self.username, "password": self.password})
        need(answer, accessToken=str, expiry=Real)
        return Token(answer["accessToken"], answer["expiry"], asked_at=now)


@dataclass(frozen=True)
class Watertel:
    """Delivers through Watertel."""

    url: str
    token: Callable[[], str]
    post: Post
    priority: int = 2

    def __call__(self, message: Message) -> None:
        fields = {"phone": message.phone_number, "message": message.text, "priority": self.priority}
        need(
            self.post(f"{self.url}/messages", params={"accessToken": self.token()}, json=fields),
            messageId=str,
        )
