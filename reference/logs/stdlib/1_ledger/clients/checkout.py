"""The checkout: tells what became of each order."""

from logs import log


def paid(order_id: str, amount: str) -> None:
    """INFO of `checkout`: `order {order_id} paid: {amount}`."""
    log.say("INFO", "checkout", f"order {order_id} paid: {amount}")


def failed(order_id: str, reason: str) -> None:
    """ERROR of `checkout`: `order {order_id} failed: {reason}`."""
    log.say("ERROR", "checkout", f"order {order_id} failed: {reason}")
