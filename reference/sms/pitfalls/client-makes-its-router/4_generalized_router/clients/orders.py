"""What the order service tells its customers."""

from sms import make_router, sender

router = make_router([(sender, 100)])


def confirm_order(phone_number: str, order_id: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    router.send_sms(phone_number, f"Your order {order_id} is confirmed.")
