"""The composition root: the one place where the module's objects are built and joined."""

import settings

from sms.checked import CheckedSender
from sms.errors import BadInput, Misconfigured, ProviderFailure, SmsError
from sms.outbox import Outbox
from sms.tokens import KeptToken
from sms.transport import Transport
from sms.watertel import Watertel, WatertelLogin

__all__ = ["BadInput", "Misconfigured", "Outbox", "ProviderFailure", "SmsError", "sms_client"]

transport = Transport(settings.HTTP_TIMEOUT_SECONDS)
login = WatertelLogin(
    settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, transport
)
watertel = Watertel(settings.WATERTEL_URL, KeptToken(login), transport)

sms_client = CheckedSender(watertel)
