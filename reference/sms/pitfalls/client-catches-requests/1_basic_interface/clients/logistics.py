"""What the logistics service tells its customers."""

import requests

from sms import ProviderFailure, sms_client


def delivery_update(phone_number: str, update: str) -> None:
    """Send the text of `update`, just as it is, to the customer."""
    try:
        sms_client.send_sms(phone_number, update)
    except requests.RequestException as error:
        raise ProviderFailure("no connection") from error
