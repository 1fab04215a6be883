"""What the accounts service tells its customers."""

from sms import send_unchecked
from sms.check import checked

send = checked(send_unchecked)


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    send(phone_number, f"{code} is your Blipkart login code.")
