"""The composition root: an endpoint per provider, a provider, a doorman."""

import httpx
import settings

from sms.doorman import Doorman
from sms.endpoint import Endpoint
from sms.problems import Failed, Misused, NoAnswerInTime, Problem, Unacceptable
from sms.watertel import TokenAuth, Watertel

__all__ = ["Failed", "Misused", "NoAnswerInTime", "Problem", "Unacceptable", "text_messages"]

settings.WATERTEL_URL = settings.WATERTEL_URL.rstrip("/")
http = httpx.Client(timeout=settings.HTTP_TIMEOUT_SECONDS)
watertel_endpoint = Endpoint(http, settings.WATERTEL_URL)
watertel_tokens = TokenAuth(watertel_endpoint, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
watertel = Watertel(watertel_endpoint, watertel_tokens)

text_messages = Doorman(watertel)
