"""Sends again through Milio when it fails, without blocking an event loop."""

import asyncio

from sms.errors import ProviderFailure
from sms.milio import Milio

PAUSES = {1: 0.0, 2: 2.0, 3: 4.0}  # seconds, by the number of attempts that failed


class MilioResending:
    """Each message is a task of its own."""

    def __init__(self, milio: Milio) -> None:
        self._milio = milio

    def send_sms(self, phone_number: str, message: str) -> None:
        asyncio.run(self._deliver(phone_number, message))

    async def _deliver(self, phone_number: str, message: str) -> None:
        failed = 0
        while True:
            work = asyncio.create_task(self._once(phone_number, message))
            try:
                return await work
            except ProviderFailure:
                failed += 1
                if failed not in PAUSES:
                    raise
            await asyncio.sleep(PAUSES[failed])

    async def _once(self, phone_number: str, message: str) -> None:
        self._milio.send_sms(phone_number, message)
