"""The composition root: functions that are made of functions."""

import settings

from sms.check import checked
from sms.http import poster
from sms.resend import resending_deliveries, resending_logins, resending_orders
from sms.token import kept
from sms.trouble import BadInput, ProviderFailure, WrongSetup
from sms.watertel import watertel, watertel_login

__all__ = [
    "BadInput",
    "ProviderFailure",
    "WrongSetup",
    "send_delivery_sms",
    "send_login_sms",
    "send_order_sms",
]

post = poster(settings.HTTP_TIMEOUT_SECONDS)
login = watertel_login(post, settings.WATERTEL_URL, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
send_by_watertel = watertel(post, settings.WATERTEL_URL, kept(login))

send_order_sms = checked(resending_orders(send_by_watertel))
send_delivery_sms = checked(resending_deliveries(send_by_watertel))
send_login_sms = checked(resending_logins(send_by_watertel))
