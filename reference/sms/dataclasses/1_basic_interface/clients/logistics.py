"""What the logistics service tells its customers."""

from sms import Message, deliver


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    deliver(Message(phone_number, update))
