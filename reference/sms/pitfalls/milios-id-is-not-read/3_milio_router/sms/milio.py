"""Milio, as docs/milio.md describes it."""

from sms.http import field
from sms.kinds import Post, Send


def milio(post: Post, url: str, access_token: str) -> Send:
    """A function that sends through Milio."""

    def send_by_header(phone_number: str, message: str) -> None:
        answer = post(
            f"{url}/v1/messages",
            {"to": phone_number, "text": message},
            headers={"X-Access-Token": access_token},
        )
        field(answer, "status")

    return send_by_header
