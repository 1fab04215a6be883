"""What the order service tells its customers."""

import logging

import settings

from sms import send_sms


def confirm_order(phone_number: str, order_id: str) -> None:
    """Send `Your order {order_id} is confirmed.` to the customer."""
    logging.getLogger(__name__).debug("up to %s s", settings.HTTP_TIMEOUT_SECONDS)
    send_sms(phone_number, f"Your order {order_id} is confirmed.")
