"""Sends again through Milio when it fails, as tenacity does it."""

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_incrementing

from sms.errors import ProviderFailure
from sms.milio import Milio


class MilioResending:
    """Leaves it to a library when to try again."""

    def __init__(self, milio: Milio) -> None:
        self._milio = milio
        self._policy = Retrying(
            retry=retry_if_exception_type(ProviderFailure),
            stop=stop_after_attempt(4),
            wait=wait_incrementing(start=0, increment=2),
            reraise=True,
        )

    def send_sms(self, phone_number: str, message: str) -> None:
        self._policy(self._milio.send_sms, phone_number, message)
