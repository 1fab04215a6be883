"""What the logistics service tells its customers."""

from sms import client


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    client.send(phone_number, update)
