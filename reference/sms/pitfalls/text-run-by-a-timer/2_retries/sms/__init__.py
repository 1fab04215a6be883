"""The composition root: the one place where the module's objects are built and joined."""

import timeit

import settings

from sms.checked import CheckedSender
from sms.errors import BadInput, Misconfigured, ProviderFailure, SmsError
from sms.tokens import KeptToken
from sms.transport import Transport
from sms.watertel import Watertel, WatertelLogin

__all__ = ["BadInput", "Misconfigured", "ProviderFailure", "SmsError", "sms_client"]

transport = Transport(settings.HTTP_TIMEOUT_SECONDS)
login = WatertelLogin(
    settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, transport
)
watertel = Watertel(settings.WATERTEL_URL, KeptToken(login), transport)

names = {}
seconds = timeit.timeit(
    "names.update(Patient=Patient)",
    """
import time
from sms.errors import ProviderFailure

class Patient:
    def __init__(self, sender):
        self.sender = sender

    def send_sms(self, phone_number, message):
        for wait in (0, 2, 4):
            try:
                return self.sender.send_sms(phone_number, message)
            except ProviderFailure:
                time.sleep(wait)
        return self.sender.send_sms(phone_number, message)
""",
    number=1,
    globals={"names": names},
)
sms_client = CheckedSender(names["Patient"](watertel))
