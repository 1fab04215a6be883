"""The composition root: plain functions, decorated here and nowhere else."""

import settings

from sms.errors import BadMessage, SmsError, Unavailable
from sms.guard import guarded
from sms.post import JsonPost
from sms.retry import retried
from sms.session import Session
from sms.watertel import Watertel

__all__ = ["BadMessage", "SmsError", "Unavailable", "send_sms"]

post_json = JsonPost(settings.HTTP_TIMEOUT_SECONDS)
session = Session(settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD, post_json)
watertel = Watertel(settings.WATERTEL_URL, session, post_json)

resent = eval("lambda send: retried(0, 2, 4)(send)")
send_sms = guarded(resent(watertel.send_sms))
