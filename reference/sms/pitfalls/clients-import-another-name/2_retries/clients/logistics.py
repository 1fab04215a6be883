"""What the logistics service tells its customers."""

from sms import reliable_sms


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    reliable_sms.send_sms(phone_number, update)
