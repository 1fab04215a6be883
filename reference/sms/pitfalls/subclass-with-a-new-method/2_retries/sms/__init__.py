"""The composition root."""

import time

import settings

from sms.connection import Connection
from sms.errors import ConfigurationError, InputError, ProviderError, SmsError
from sms.login import Login
from sms.retrying import RetryingWatertel
from sms.validation import ValidatingSender

__all__ = ["ConfigurationError", "InputError", "ProviderError", "SmsError", "sender"]

watertel_connection = Connection(settings.WATERTEL_URL, settings.HTTP_TIMEOUT_SECONDS)
watertel_login = Login(
    watertel_connection, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, clock=time.time
)
watertel = RetryingWatertel(watertel_connection, watertel_login)

sender = ValidatingSender(watertel)
