"""Milio: messages, with a token that never ends."""

from dataclasses import dataclass, field

from sms.http import need
from sms.message import Message
from sms.watertel import Post


@dataclass(frozen=True)
class Milio:
    """Delivers through Milio."""

    url: str
    path: str
    header: str
    access_token: str = field(repr=False)
    receipt: tuple[str, ...]
    post: Post

    def __call__(self, message: Message) -> None:
        answer = self.post(
            self.url + self.path,
            headers={self.header: self.access_token},
            json={"to": message.phone_number, "text": message.text},
        )
        need(answer, **dict.fromkeys(self.receipt, str))
