"""What the accounts service tells its customers."""

from sms import sender


def send_otp(phone_number: str, code: str) -> object:
    """Send `{code} is your Blipkart login code.` to the customer."""
    return sender.send_sms(phone_number, f"{code} is your Blipkart login code.")
