"""What the accounts service tells its customers."""


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    raise NotImplementedError
