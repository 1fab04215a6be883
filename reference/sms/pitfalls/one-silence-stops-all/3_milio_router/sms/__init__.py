"""The composition root."""

import time

import settings

from sms.breaker import Breaker
from sms.connection import Connection
from sms.errors import ConfigurationError, InputError, ProviderError, SmsError
from sms.login import Login
from sms.milio import MilioSender
from sms.retrying import RetryingSender
from sms.validation import ValidatingSender
from sms.watertel import WatertelSender
from sms.watertel_or_milio import WatertelOrMilio

__all__ = ["ConfigurationError", "InputError", "ProviderError", "SmsError", "sender"]

watertel_connection = Connection(settings.WATERTEL_URL, settings.HTTP_TIMEOUT_SECONDS)
watertel_login = Login(
    watertel_connection, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, clock=time.time
)
watertel = WatertelSender(watertel_connection, watertel_login)

milio_connection = Connection(settings.MILIO_URL, settings.HTTP_TIMEOUT_SECONDS)
milio = MilioSender(milio_connection, settings.MILIO_ACCESS_TOKEN)

retrying_watertel = RetryingSender(watertel, delays=(0, 2, 4), sleep=time.sleep)
retrying_milio = RetryingSender(milio, delays=(0, 2, 4), sleep=time.sleep)
sender = ValidatingSender(Breaker(WatertelOrMilio(retrying_watertel, retrying_milio), clock=time.time))
