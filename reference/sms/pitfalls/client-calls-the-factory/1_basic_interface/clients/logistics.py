"""What the logistics service tells its customers."""

from sms import provider
from sms.guard import guarded


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    send = guarded(provider.send_sms)
    send(phone_number, update)
