"""Sends again through Milio when it fails."""

import time

from sms.errors import ProviderFailure
from sms.milio import Milio


class MilioResending:
    """Hands on what fails, from the first attempt to the last."""

    def __init__(self, milio: Milio) -> None:
        self._milio = milio

    def send_sms(self, phone_number: str, message: str) -> None:
        self._attempt(phone_number, message, [4, 2, 0])

    def _attempt(self, phone_number: str, message: str, left: list[int]) -> None:
        failed = self._failed(phone_number, message)
        if failed and left:
            time.sleep(left.pop())
            self._attempt(phone_number, message, left)
        elif failed:
            raise failed

    def _failed(self, phone_number: str, message: str) -> ProviderFailure | None:
        try:
            self._milio.send_sms(phone_number, message)
        except ProviderFailure as error:
            return error
        return None
