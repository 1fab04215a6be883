"""The composition root: the one place where the module's objects are built and joined."""

import settings

from sms.by_name import ByName
from sms.checked import CheckedSender
from sms.errors import BadInput, Misconfigured, ProviderFailure, SmsError
from sms.milio import Milio
from sms.resending import ResendingSender
from sms.shares import make_router
from sms.tokens import KeptToken
from sms.transport import Transport
from sms.watertel import Watertel, WatertelLogin

__all__ = ["BadInput", "Misconfigured", "ProviderFailure", "SmsError", "make_router", "sms_client"]

transport = Transport(settings.HTTP_TIMEOUT_SECONDS)
login = WatertelLogin(
    settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, transport
)
watertel = ResendingSender(Watertel(settings.WATERTEL_URL, KeptToken(login), transport))
milio = ResendingSender(Milio(settings.MILIO_URL, settings.MILIO_ACCESS_TOKEN, transport))

sms_client = CheckedSender(ByName(watertel, milio))
