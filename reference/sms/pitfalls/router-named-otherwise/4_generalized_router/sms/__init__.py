"""The composition root: endpoints, providers, persistence, a router, a doorman."""

import httpx
import settings
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
    wait_chain,
    wait_fixed,
)

from sms.doorman import Doorman
from sms.endpoint import Endpoint
from sms.milio import Milio
from sms.persistent import Persistent
from sms.problems import Failed, Misused, NoAnswerInTime, Problem, Unacceptable
from sms.quota import make_router as build_router
from sms.watertel import TokenAuth, Watertel

__all__ = ["Failed", "Misused", "NoAnswerInTime", "Problem", "Unacceptable", "build_router", "text_messages"]

http = httpx.Client(timeout=settings.HTTP_TIMEOUT_SECONDS)
watertel_endpoint = Endpoint(http, settings.WATERTEL_URL)
watertel_tokens = TokenAuth(watertel_endpoint, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
watertel = Watertel(watertel_endpoint, watertel_tokens)
milio = Milio(Endpoint(http, settings.MILIO_URL), settings.MILIO_ACCESS_TOKEN)

certainly_failed = retry_if_exception_type(Failed) & retry_if_not_exception_type(NoAnswerInTime)
four_times = Retrying(
    retry=certainly_failed,
    stop=stop_after_attempt(4),
    wait=wait_chain(wait_fixed(0), wait_fixed(2), wait_fixed(4)),
    reraise=True,
)
persistent_watertel = Persistent(watertel, four_times)
persistent_milio = Persistent(milio, four_times)
text_messages = Doorman(build_router([(persistent_watertel, 80), (persistent_milio, 20)]))
