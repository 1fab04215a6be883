"""The composition root: providers, and what stands in front of them."""

import settings

from sms.clock import Clock
from sms.failures import Fault, InvalidMessage, SmsFailure
from sms.front_desk import FrontDesk
from sms.gateway import Gateway
from sms.pass_office import PassOffice
from sms.postman import MilioLetter, Postman, WatertelLetter
from sms.router import Router
from sms.second_chance import SecondChance

__all__ = ["Fault", "InvalidMessage", "SmsFailure", "make_router", "sms"]

gateway = Gateway(settings.HTTP_TIMEOUT_SECONDS)
credentials = {"username": settings.WATERTEL_USERNAME, "password": settings.WATERTEL_PASSWORD}
tokens = PassOffice(f"{settings.WATERTEL_URL}/login", credentials, gateway, Clock())
watertel = Postman(f"{settings.WATERTEL_URL}/messages", ["messageId"], WatertelLetter(tokens), gateway)
milio = Postman(f"{settings.MILIO_URL}/v1/messages", ["id", "status"], MilioLetter(settings.MILIO_ACCESS_TOKEN), gateway)

make_router = Router
sms = FrontDesk(SecondChance(make_router([(watertel, 80), (milio, 20)])))
