"""The checkout: tells what became of each order."""


def paid(order_id: str, amount: str) -> None:
    """INFO of `checkout`: `order {order_id} paid: {amount}`."""
    raise NotImplementedError


def failed(order_id: str, reason: str) -> None:
    """ERROR of `checkout`: `order {order_id} failed: {reason}`."""
    raise NotImplementedError
