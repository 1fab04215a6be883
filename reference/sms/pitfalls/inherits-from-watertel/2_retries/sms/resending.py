"""Watertel, which sends again when it fails."""

import time

from sms.errors import ProviderFailure
from sms.watertel import Watertel

WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt


class ResendingWatertel(Watertel):
    """Sends up to four times."""

    def send_sms(self, phone_number: str, message: str) -> None:
        for wait in WAITS:
            try:
                return super().send_sms(phone_number, message)
            except ProviderFailure:
                time.sleep(wait)
        return super().send_sms(phone_number, message)
