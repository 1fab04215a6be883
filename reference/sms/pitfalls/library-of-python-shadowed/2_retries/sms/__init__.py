"""The composition root: values with callables in them."""

import settings
from requests import Session

from sms.http import Http
from sms.message import Message
from sms.token import TokenCache
from sms.trouble import NotConfigured, NotDelivered, NotSendable, Trouble
from sms.watertel import Watertel, WatertelAccount

__all__ = ["Message", "NotConfigured", "NotDelivered", "NotSendable", "Trouble", "deliver"]

http = Http(Session().post, settings.HTTP_TIMEOUT_SECONDS)
account = WatertelAccount(
    url=settings.WATERTEL_URL,
    username=settings.WATERTEL_USERNAME,
    password=settings.WATERTEL_PASSWORD,
    post=http,
)
watertel = Watertel(url=settings.WATERTEL_URL, token=TokenCache(fetch=account), post=http)

deliver = watertel
