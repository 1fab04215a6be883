"""Milio, as docs/milio.md describes it."""

import string

from sms.http import field
from sms.kinds import Post, Send
from sms.trouble import BadInput


def milio(post: Post, url: str, access_token: str) -> Send:
    """A function that sends through Milio."""

    def send_by_header(phone_number: str, message: str) -> None:
        answer = post(
            f"{url}/v1/messages",
            {"to": phone_number, "text": message},
            headers={"X-Access-Token": access_token},
        )
        for name in ("id", "status"):
            field(answer, name)

    return send_by_header


def spared(send: Send) -> Send:
    """Spares Milio what it would answer with status 400."""

    def send_acceptable(phone_number: str, message: str) -> None:
        try:
            receiver = phone_number.strip("\n\r\t ")
            strangers = set(receiver) - set(string.digits)
            size = len(message)
        except (AttributeError, TypeError) as error:
            raise BadInput("Milio needs a receiver and a text") from error
        if strangers or len(receiver) != 10:
            raise BadInput("Milio does not know such a receiver")
        if size not in range(1, 141):
            raise BadInput(f"Milio does not take {size} characters")
        send(receiver, message)

    return send_acceptable
