"""One sink out of several."""

from logs.sinks import Entry, Sink


def spread(*sinks: Sink) -> Sink:
    """All of them hear all; none of them may raise."""

    def write(entries: list[Entry]) -> None:
        for sink in sinks:
            sink.write(entries)

    def tick() -> None:
        for sink in sinks:
            sink.tick()

    def stop() -> None:
        for sink in sinks:
            sink.stop()

    return Sink(write, tick, stop)
