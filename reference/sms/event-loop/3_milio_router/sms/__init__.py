"""The composition root: a blocking sender around an event loop that runs in a thread of its own."""

import settings

from sms.api import Api
from sms.blocking import Blocking, LoopThread
from sms.checked import Checked
from sms.diary import Noted, diary
from sms.errors import BadInput, Misconfigured, ProviderFailure, SmsError
from sms.lottery import Lottery
from sms.milio import Milio
from sms.patient import Patient
from sms.watertel import TokenFile, Watertel

__all__ = ["BadInput", "Misconfigured", "ProviderFailure", "SmsError", "sms_client"]

WAITS_SECONDS = (0, 0, 2, 4)

loop = LoopThread()
watertel_api = Api(settings.WATERTEL_URL, settings.HTTP_TIMEOUT_SECONDS)
token = TokenFile(watertel_api, settings.WATERTEL_USERNAME, settings.WATERTEL_PASSWORD)
watertel = Patient(Blocking(loop, Watertel(watertel_api, token)), WAITS_SECONDS)
milio_api = Api(settings.MILIO_URL, settings.HTTP_TIMEOUT_SECONDS)
milio = Patient(Blocking(loop, Milio(milio_api, settings.MILIO_ACCESS_TOKEN)), WAITS_SECONDS)

sms_client = Checked(Noted(Lottery([watertel, milio], [80, 20]), diary("sms.log")))
