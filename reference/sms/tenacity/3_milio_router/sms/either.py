"""One of two."""

import random

from sms.doorman import TextMessages


class Either:
    """Uses `one` with the given odds (0 to 1), and `other` the rest of the time."""

    def __init__(self, one: TextMessages, other: TextMessages, odds: float) -> None:
        self._one = one
        self._other = other
        self._odds = odds

    def send_sms(self, phone_number: str, message: str) -> None:
        lucky = random.random() < self._odds
        (self._one if lucky else self._other).send_sms(phone_number, message)
