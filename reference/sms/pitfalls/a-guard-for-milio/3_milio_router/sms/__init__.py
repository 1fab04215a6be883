"""The composition root: functions that are made of functions."""

import settings

from sms.check import checked
from sms.http import poster
from sms.milio import milio, spared
from sms.pick import one_in
from sms.resend import resending
from sms.token import kept
from sms.trouble import BadInput, ProviderFailure, WrongSetup
from sms.watertel import watertel, watertel_login

__all__ = ["BadInput", "ProviderFailure", "WrongSetup", "send_sms"]

post = poster(settings.HTTP_TIMEOUT_SECONDS)
login = watertel_login(post, settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
send_by_watertel = watertel(post, settings.WATERTEL_URL, kept(login))
send_by_milio = milio(post, settings.MILIO_URL, settings.MILIO_ACCESS_TOKEN)

send_sms = resending(one_in(5, spared(send_by_milio), checked(send_by_watertel)))
