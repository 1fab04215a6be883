"""What the order service tells its customers."""


def confirm_order(phone_number: str, order_id: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    raise NotImplementedError
