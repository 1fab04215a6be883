"""Logs that are made from routes."""

from collections.abc import Callable, Mapping, Sequence

from logs.entries import Part, Sink
from logs.fan_out import FanOut
from logs.mailbox import Mailbox
from logs.matching import Matching
from logs.shop_log import ShopLog


class OpenLog:
    """A log that is a sink, too."""

    def __init__(self, part: Part, log: ShopLog) -> None:
        self.write = part.write
        self.log = log.log
        self.tick = log.tick
        self.stop = log.stop


class LogMaker:
    """Makes logs from pairs of a rule and a destination."""

    def __init__(self, now: Callable[[], str]) -> None:
        self._now = now

    def make(self, routes: Sequence[tuple[Mapping[str, str], Sink]]) -> OpenLog:
        parts = [Matching(rule, Mailbox(sink, self._now)) for rule, sink in routes]
        everyone = FanOut(parts)
        return OpenLog(everyone, ShopLog(everyone, self._now))
