"""The composition root: values with callables in them."""

import settings
from requests import Session

from sms.http import Http
from sms.message import Message
from sms.trouble import NotConfigured, NotDelivered, NotSendable, Trouble
from sms.watertel import Watertel

__all__ = ["Message", "NotConfigured", "NotDelivered", "NotSendable", "Trouble", "deliver"]

deliver = Watertel(
    url=settings.WATERTEL_URL,
    username=settings.WATERTEL_USERNAME,
    password=settings.WATERTEL_PASSWORD,
    post=Http(Session().post, settings.HTTP_TIMEOUT_SECONDS),
    priority=2,
    login_path="/login",
)
