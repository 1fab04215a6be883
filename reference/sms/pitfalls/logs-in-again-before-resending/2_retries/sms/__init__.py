"""The composition root."""

import time

import settings

from sms.connection import Connection
from sms.errors import ConfigurationError, InputError, ProviderError, SmsError
from sms.login import Login
from sms.retrying import RetryingSender
from sms.validation import ValidatingSender
from sms.watertel import WatertelSender

__all__ = ["ConfigurationError", "InputError", "ProviderError", "SmsError", "sender"]

watertel_connection = Connection(settings.WATERTEL_URL, settings.HTTP_TIMEOUT_SECONDS)
watertel_login = Login(
    watertel_connection, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, clock=time.time
)
watertel = WatertelSender(watertel_connection, watertel_login)

sender = ValidatingSender(RetryingSender(watertel, watertel_login, delays=(0, 2, 4), sleep=time.sleep))
