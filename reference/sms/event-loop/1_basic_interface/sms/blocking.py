"""From callers that wait to an event loop that does not."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Protocol


class AsyncSender(Protocol):
    async def send(self, phone_number: str, message: str) -> None: ...


class LoopThread:
    """An event loop in a thread of its own, which starts with the first use."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()

    def result_of(self, work: Coroutine[Any, Any, None]) -> None:
        """Waits for the work to be done in the loop, and raises what it raised."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(work, self._loop).result()


class Blocking:
    """A sender for callers that wait."""

    def __init__(self, loop: LoopThread, sender: AsyncSender) -> None:
        self._loop = loop
        self._sender = sender

    def send_sms(self, phone_number: str, message: str) -> None:
        self._loop.result_of(self._sender.send(phone_number, message))
