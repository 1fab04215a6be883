"""The composition root: providers, and what stands in front of them."""

import settings

from sms.by_size import make_router
from sms.clock import Clock
from sms.failures import Fault, InvalidMessage, SmsFailure
from sms.front_desk import FrontDesk
from sms.gateway import Gateway
from sms.milio import Milio
from sms.pass_office import PassOffice
from sms.second_chance import SecondChance
from sms.watertel import Watertel

__all__ = ["Fault", "InvalidMessage", "SmsFailure", "make_router", "sms"]

gateway = Gateway(settings.HTTP_TIMEOUT_SECONDS)
credentials = {"username": settings.WATERTEL_USERNAME, "password": settings.WATERTEL_PASSWORD}
tokens = PassOffice(f"{settings.WATERTEL_URL}/login", credentials, gateway, Clock())
watertel = Watertel(f"{settings.WATERTEL_URL}/messages", tokens, gateway)
milio = Milio(f"{settings.MILIO_URL}/v1/messages", settings.MILIO_ACCESS_TOKEN, gateway)

sms = FrontDesk(SecondChance(make_router([(watertel, 80), (milio, 20)])))
