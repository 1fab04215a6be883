"""What the accounts service tells its customers."""

import logging

from sms import Misconfigured, sms_client


def send_otp(phone_number: str, code: str) -> None:
    """Send `{code} is your Blipkart login code.` to the customer."""
    try:
        sms_client.send_sms(phone_number, f"{code} is your Blipkart login code.")
    except Misconfigured as error:
        if str(error).endswith("(status 403)"):
            logging.error("our account is blocked")
        raise
