"""Sends again through Milio when it fails."""

import time

from sms.errors import ProviderFailure
from sms.milio import Milio


class MilioResending:
    """Counts Milio's failures, and waits longer after each."""

    def __init__(self, milio: Milio) -> None:
        self._milio = milio

    def send_sms(self, phone_number: str, message: str) -> None:
        failures = 0
        while True:
            try:
                return self._milio.send_sms(phone_number, message)
            except ProviderFailure:
                failures += 1
                if failures == 4:
                    raise
                time.sleep((failures - 1) * 2)
