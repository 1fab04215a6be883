"""The composition root: the one place where the module's objects are built and joined."""

import itertools
import random

import settings

from sms.checked import CheckedSender
from sms.errors import BadInput, Misconfigured, ProviderFailure, SmsError
from sms.milio import Milio
from sms.resending import ResendingSender
from sms.router import Router
from sms.tokens import KeptToken
from sms.transport import Transport
from sms.watertel import Watertel, WatertelLogin

__all__ = ["BadInput", "Misconfigured", "ProviderFailure", "SmsError", "sms_client"]

transport = Transport(settings.HTTP_TIMEOUT_SECONDS)
login = WatertelLogin(
    settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, transport
)
watertel = ResendingSender(Watertel(settings.WATERTEL_URL, KeptToken(login), transport))
milio = ResendingSender(Milio(settings.MILIO_URL, settings.MILIO_ACCESS_TOKEN, transport))

cards = [watertel, watertel, watertel, watertel, milio]
draws = map(cards.__getitem__, map(random.randrange, itertools.repeat(5)))

sms_client = CheckedSender(Router(draws.__next__))
