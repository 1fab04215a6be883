"""Shows messages on the screen."""


def print_sms(phone_number: str, message: str) -> None:
    """Print what would be sent."""
    print(f"SMS to {phone_number}: {message}")
