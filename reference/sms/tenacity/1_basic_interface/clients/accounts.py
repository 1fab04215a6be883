"""What the accounts service tells its customers."""

from sms import text_messages


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    text_messages.send_sms(phone_number, f"{code} is your Blipkart login code.")
