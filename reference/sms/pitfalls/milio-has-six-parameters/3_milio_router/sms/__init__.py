"""The composition root: values with callables in them."""

import settings
from requests import Session

from sms.http import Http
from sms.message import Message
from sms.milio import Milio
from sms.packs import Packs
from sms.patience import Patient
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
milio = Milio(
    url=settings.MILIO_URL,
    path="/v1/messages",
    header="X-Access-Token",
    access_token=settings.MILIO_ACCESS_TOKEN,
    receipt=("id", "status"),
    post=http,
)
patient_watertel = Patient(watertel, pauses=(0, 2, 4))
patient_milio = Patient(milio, pauses=(0, 2, 4))

deliver = Packs([patient_watertel] * 4 + [patient_milio])
