"""What the order service tells its customers."""

from sms import sms_client


def confirm_order(phone_number: str, order_id: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    sms_client.send_sms(phone_number, f"Your order {order_id} is confirmed.")
