"""What the order service tells its customers."""

from sms import send_sms


def confirm_order(phone_number: str, order_id: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    for _ in range(2):  # messages get lost, and this one matters
        send_sms(phone_number, f"Your order {order_id} is confirmed.")
