"""Watertel, as docs/watertel.md describes it."""

from collections.abc import Callable

from sms.http import field
from sms.kinds import Post, Send

URGENT = 1


def watertel_login(post: Post, url: str, username: str, password: str) -> Callable[[], tuple[str, float]]:
    """A function that logs in and gives the token and its life in seconds."""

    def login() -> tuple[str, float]:
        fields = post(f"{url}/login", {"username": username, "password": password})
        return field(fields, "accessToken"), field(fields, "expiry", (int, float))

    return login


def watertel(post: Post, url: str, token: Callable[[], str]) -> Send:
    """A function that sends through Watertel; its token is ready before the first message."""
    token()

    def send(phone_number: str, message: str) -> None:
        body = {"phone": phone_number, "message": message, "priority": URGENT}
        field(post(f"{url}/messages", body, params={"accessToken": token()}), "messageId")

    return send
