"""What the order service tells its customers."""

from sms import provider
from sms.checked import CheckedSender

sender = CheckedSender(provider)


def confirm_order(phone_number: str, order_id: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    sender.send_sms(phone_number, f"Your order {order_id} is confirmed.")
