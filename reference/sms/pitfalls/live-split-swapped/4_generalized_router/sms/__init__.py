"""The composition root: functions that are made of functions."""

from functools import partial
from types import SimpleNamespace

import settings

from sms.check import checked
from sms.http import poster
from sms.milio import milio
from sms.resend import resending
from sms.split import splitter
from sms.token import kept
from sms.trouble import BadInput, ProviderFailure, WrongSetup
from sms.watertel import watertel, watertel_login

__all__ = ["BadInput", "ProviderFailure", "WrongSetup", "make_router", "send_sms"]

post = poster(settings.HTTP_TIMEOUT_SECONDS)
login = watertel_login(post, settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
by_watertel = SimpleNamespace(send_sms=watertel(post, settings.WATERTEL_URL, kept(login)))
by_milio = SimpleNamespace(send_sms=milio(post, settings.MILIO_URL, settings.MILIO_ACCESS_TOKEN))
make_router = partial(splitter, 100)
router = make_router([(by_milio, 80), (by_watertel, 20)])

send_sms = checked(resending(router.send_sms))
