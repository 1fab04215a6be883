"""What the accounts service tells its customers."""

from sms import client


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    client.send(phone_number, f"{code} is your Blipkart login code.")
