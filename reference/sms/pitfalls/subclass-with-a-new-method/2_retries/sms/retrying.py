"""Watertel, retried."""

import time

from sms.errors import ProviderError
from sms.watertel import WatertelSender


class RetryingWatertel(WatertelSender):
    """Sends through Watertel, up to four times."""

    delays = (0, 2, 4)

    def send_sms(self, phone_number: str, message: str) -> None:
        waiting = list(self.delays)
        while True:
            try:
                return super().send_sms(phone_number, message)
            except ProviderError:
                if not waiting:
                    raise
            time.sleep(waiting.pop(0))
