"""What the logistics service tells its customers."""

from sms import Message, deliver_by_watertel


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    deliver_by_watertel(Message(phone_number, update))
