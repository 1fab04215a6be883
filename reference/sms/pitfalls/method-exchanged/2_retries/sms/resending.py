"""Lets Watertel send again when it fails."""

import time
from functools import wraps

from sms.errors import ProviderFailure
from sms.watertel import Watertel

WAITS = (0, 2, 4)  # seconds before the second, third and fourth attempt
send_once = Watertel.send_sms


@wraps(send_once)
def send_again(self: Watertel, phone_number: str, message: str) -> None:
    """Sends up to four times."""
    for wait in WAITS:
        try:
            return send_once(self, phone_number, message)
        except ProviderFailure:
            time.sleep(wait)
    return send_once(self, phone_number, message)


setattr(Watertel, "send_sms", send_again)
