"""The composition root: the one place where the module's objects are built and joined."""

import settings

from sms.client import SmsClient

client = SmsClient(
    settings.WATERTEL_URL,
    settings.WATERTEL_USERNAME,
    settings.WATERTEL_PASSWORD,
    settings.HTTP_TIMEOUT_SECONDS,
)
