"""What the accounts service tells its customers."""

from sms import sms_client


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    sms_client.send_sms(phone_number, f"{code} is your Blipkart login code.")
