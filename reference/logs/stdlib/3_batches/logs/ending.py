"""A log that knows a tick from the end."""

from logs.batching import BatchHandler
from logs.shop import ShopLog


class EndingLog:
    """In front of a log whose `stop` does no more than its `tick`."""

    def __init__(self, log: ShopLog, batches: BatchHandler) -> None:
        self._batches = batches
        self._log = log
        self.say = log.say
        self.tick = log.tick

    def stop(self) -> None:
        self._batches.empty()
        self._log.stop()
