"""What the order service tells its customers."""

from sms import sms_client


def confirm_order(phone: str, order: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    sms_client.send_sms(phone, f"Your order {order} is confirmed.")
