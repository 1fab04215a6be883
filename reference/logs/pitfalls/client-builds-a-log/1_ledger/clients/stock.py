"""The stock room: tells what will soon be sold out."""

from logs import part
from logs.clock import utc_now
from logs.shop_log import ShopLog

log = ShopLog(part, utc_now)


def low(sku: str, left: str) -> None:
    """WARNING of `stock`: `{sku}: {left} left`."""
    log.log("WARNING", "stock", f"{sku}: {left} left")
