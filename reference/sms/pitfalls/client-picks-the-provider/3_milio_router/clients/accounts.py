"""What the accounts service tells its customers."""

from sms import checked_watertel


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    checked_watertel.send_sms(phone_number, f"{code} is your Blipkart login code.")
