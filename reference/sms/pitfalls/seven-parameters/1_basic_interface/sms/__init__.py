"""The composition root."""

import time

import settings

from sms.errors import ConfigurationError, InputError, ProviderError, SmsError
from sms.validation import ValidatingSender
from sms.watertel import WatertelSender

__all__ = ["ConfigurationError", "InputError", "ProviderError", "SmsError", "sender"]

watertel = WatertelSender(
    settings.WATERTEL_URL,
    settings.HTTP_TIMEOUT_SECONDS,
    settings.WATERTEL_USERNAME,
    settings.WATERTEL_PASSWORD,
    priority=1,
    clock=time.time,
    path="/messages",
)

sender = ValidatingSender(watertel)
