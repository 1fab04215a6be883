"""Sends what can be sent, with persistence."""

from tenacity import BaseRetrying

from sms.problems import Unacceptable


class Persistent:
    """Has another sender try as often as the `policy` says, once it is clear that it can be done."""

    def __init__(self, sender: object, policy: BaseRetrying) -> None:
        self._sender = sender
        self._policy = policy

    def send_sms(self, phone_number: str, message: str) -> None:
        number = phone_number.strip() if isinstance(phone_number, str) else ""
        if not (number.isascii() and number.isdecimal() and len(number) == 10):
            raise Unacceptable("ten digits make a number")
        if not isinstance(message, str) or len(message) > 140 or not message:
            raise Unacceptable("a message is neither empty nor endless")
        self._policy(self._sender.send_sms, number, message)
