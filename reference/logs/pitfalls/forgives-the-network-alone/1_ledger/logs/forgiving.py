"""The one place where a failure ends."""

from logs.entries import Entry, Sink
from logs.losses import Losses


class Forgiving:
    """No trouble of the network comes through. Counts what the sink did not take, and tells it before what comes next."""

    def __init__(self, sink: Sink, losses: Losses) -> None:
        self._sink = sink
        self._losses = losses

    def write(self, entries: list[Entry]) -> None:
        try:
            self._sink.write([*self._losses.notices(), *entries])
        except OSError:  # what requests and sockets raise
            self._losses.add(len(entries))
        else:
            self._losses.told()

    def tick(self) -> None:
        if self._losses.notices():
            self.write([])

    def stop(self) -> None:
        self.tick()
