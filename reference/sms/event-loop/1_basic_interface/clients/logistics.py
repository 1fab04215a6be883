"""What the logistics service tells its customers."""

from sms import sms_client


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    sms_client.send_sms(phone_number, update)
