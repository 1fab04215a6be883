"""Sends with persistence."""

from tenacity import BaseRetrying

from sms.doorman import TextMessages


class Persistent:
    """Has another sender try as often as the `policy` says."""

    def __init__(self, sender: TextMessages, policy: BaseRetrying) -> None:
        self._sender = sender
        self._policy = policy

    def send_sms(self, phone_number: str, message: str) -> None:
        self._policy(self._sender.send_sms, phone_number, message)
