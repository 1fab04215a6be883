"""The shop's scheduler: the clock of all that has to happen without a customer."""

from logs import log


def tick() -> None:
    """Called once a second."""
    log.tick()


def stop() -> None:
    """Called when the shop shuts down."""
    log.stop()
