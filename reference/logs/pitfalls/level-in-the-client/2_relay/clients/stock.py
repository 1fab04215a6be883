"""The stock room: tells what will soon be sold out."""

from logs import log

LEVEL = "WARNING"


def low(sku: str, left: str) -> None:
    """WARNING of `stock`: `{sku}: {left} left`."""
    log.log(LEVEL, "stock", f"{sku}: {left} left")
