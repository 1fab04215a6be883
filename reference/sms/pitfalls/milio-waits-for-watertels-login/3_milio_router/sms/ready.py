"""Is ready before it sends."""

from typing import Any

from sms.login import Login


class Ready:
    """Sees to it that there is a token before another sender is asked."""

    def __init__(self, sender: Any, login: Login) -> None:
        self.sender = sender
        self.login = login

    def send_sms(self, phone_number: str, message: str) -> None:
        self.login.token()
        self.sender.send_sms(phone_number, message)
