"""The composition root: plain functions, decorated here and nowhere else."""

import settings

from sms.errors import BadMessage, SmsError, Unavailable
from sms.guard import guarded
from sms.milio import Milio
from sms.post import JsonPost
from sms.session import Session
from sms.split import make_router
from sms.watertel import Watertel

__all__ = ["BadMessage", "SmsError", "Unavailable", "make_router", "send_sms"]

post_json = JsonPost(settings.HTTP_TIMEOUT_SECONDS)
session = Session(settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, post_json)
watertel = Watertel(settings.WATERTEL_URL, session, post_json)
milio = Milio(settings.MILIO_URL, settings.MILIO_ACCESS_TOKEN, post_json)

send_sms = guarded(make_router([(watertel, 80), (milio, 20)]).send_sms)
