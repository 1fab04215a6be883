"""Milio that does not give up at once."""

from tenacity import BaseRetrying

from sms.endpoint import Endpoint
from sms.milio import Milio


class PersistentMilio(Milio):
    """Sends through Milio as often as the `policy` says."""

    def __init__(self, endpoint: Endpoint, access_token: str, policy: BaseRetrying) -> None:
        super().__init__(endpoint, access_token)
        self._policy = policy

    def send_sms(self, phone_number: str, message: str) -> None:
        self._policy(super().send_sms, phone_number, message)
