"""The composition root: the one place where the module's objects are built and joined."""

import settings

from sms.checked import CheckedSender
from sms.errors import BadInput, Misconfigured, ProviderFailure, SmsError
from sms.tokens import KeptToken
from sms.transport import Transport
from sms.watertel import Watertel, WatertelLogin

__all__ = [
    "BadInput",
    "Misconfigured",
    "ProviderFailure",
    "SmsError",
    "accounts_sms",
    "logistics_sms",
    "orders_sms",
]

url = settings.WATERTEL_URL
transport = Transport(settings.HTTP_TIMEOUT_SECONDS)
login = WatertelLogin(url, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, transport)

orders_sms = CheckedSender(Watertel(url, KeptToken(login), transport))
logistics_sms = CheckedSender(Watertel(url, KeptToken(login), transport))
accounts_sms = CheckedSender(Watertel(url, KeptToken(login), transport))
