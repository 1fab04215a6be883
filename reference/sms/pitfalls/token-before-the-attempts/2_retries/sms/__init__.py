"""The composition root: functions that are made of functions."""

import settings

from sms.check import checked
from sms.http import poster
from sms.ready import with_token_ready
from sms.resend import resending
from sms.token import kept
from sms.trouble import BadInput, ProviderFailure, WrongSetup
from sms.watertel import watertel, watertel_login

__all__ = ["BadInput", "ProviderFailure", "WrongSetup", "send_sms"]

post = poster(settings.HTTP_TIMEOUT_SECONDS)
login = watertel_login(post, settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
token = kept(login)
send_by_watertel = watertel(post, settings.WATERTEL_URL, token)

send_sms = checked(with_token_ready(token, resending(send_by_watertel)))
