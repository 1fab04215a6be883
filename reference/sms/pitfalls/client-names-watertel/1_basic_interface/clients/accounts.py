"""What the accounts service tells its customers."""

from sms import Message, deliver_by_watertel


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    deliver_by_watertel(Message(phone_number, f"{code} is your Blipkart login code."))
