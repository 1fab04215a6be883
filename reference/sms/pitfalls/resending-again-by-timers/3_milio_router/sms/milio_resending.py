"""Sends again through Milio when it fails, from a timer's thread."""

import threading
from concurrent.futures import Future

from sms.errors import SmsError, ProviderFailure
from sms.milio import Milio

SECONDS = ("0", "2", "4")


class MilioResending:
    """Hands the message to a timer, and waits for what comes of it."""

    def __init__(self, milio: Milio) -> None:
        self._milio = milio

    def send_sms(self, phone_number: str, message: str) -> None:
        outcome: Future[None] = Future()
        self._deliver(outcome, phone_number, message, 0)
        outcome.result()

    def _deliver(self, outcome: "Future[None]", phone_number: str, message: str, tried: int) -> None:
        try:
            outcome.set_result(self._milio.send_sms(phone_number, message))
        except ProviderFailure as trouble:
            if tried == len(SECONDS):
                outcome.set_exception(trouble)
            else:
                again = (outcome, phone_number, message, tried + 1)
                threading.Timer(float(SECONDS[tried]), self._deliver, again).start()
        except SmsError as trouble:
            outcome.set_exception(trouble)
