"""What the logistics service tells its customers."""

from sms import text_messages


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    text_messages.send_sms(phone_number, update)
