"""The shop's scheduler: the clock of all that has to happen without a customer."""

from logs import live


def tick() -> None:
    """Called once a second."""
    live.tick()


def stop() -> None:
    """Called when the shop shuts down."""
    live.stop()
