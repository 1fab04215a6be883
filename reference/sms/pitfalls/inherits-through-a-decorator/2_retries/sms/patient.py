"""Watertel with patience."""

from sms.retry import retried
from sms.watertel import Watertel


class PatientWatertel(Watertel):
    """Tries more than once."""

    @retried(0, 2, 4)
    def send_sms(self, phone_number: str, message: str) -> None:
        super().send_sms(phone_number, message)
