"""The stock room: tells what will soon be sold out."""

from logs import log


def low(sku: str, left: str) -> None:
    """WARNING of `stock`: `{sku}: {left} left`."""
    log.say("WARNING", "stock", f"{sku}: {left} left")
