"""What the accounts service tells its customers."""

import logging

from sms import SmsError, sender


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    try:
        sender.send_sms(phone_number, f"{code} is your Blipkart login code.")
    except SmsError as error:
        if error.status == 401:
            logging.getLogger(__name__).warning("the account is locked")
        raise
