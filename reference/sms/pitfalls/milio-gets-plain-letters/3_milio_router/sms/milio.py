"""Milio: messages, with a token that never ends."""

from dataclasses import dataclass, field

from sms.http import need
from sms.message import Message
from sms.watertel import Post


@dataclass(frozen=True)
class Milio:
    """Delivers through Milio."""

    url: str
    access_token: str = field(repr=False)
    post: Post

    def __call__(self, message: Message) -> None:
        answer = self.post(
            f"{self.url}/v1/messages",
            headers={"X-Access-Token": self.access_token},
            json={"to": message.phone_number, "text": message.text.encode("ascii", "replace").decode()},
        )
        need(answer, id=str, status=str)
