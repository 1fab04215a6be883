"""Delivers with patience."""

import sys
import time
from typing import Any

from sms import watertel
from sms.trouble import NotDelivered

PAUSES = (0, 2, 4)  # seconds
Impatient = watertel.Watertel


class Patient:
    """Delivers again after each of the pauses, when a message was not delivered."""

    def __init__(self, **fields: Any) -> None:
        self.inner = Impatient(**fields)

    def __call__(self, message: Any) -> None:
        for pause in PAUSES:
            try:
                return self.inner(message)
            except NotDelivered:
                time.sleep(pause)
        return self.inner(message)


sys.modules["sms.watertel"].Watertel = Patient
