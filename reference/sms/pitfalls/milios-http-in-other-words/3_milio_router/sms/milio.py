"""Milio, as docs/milio.md describes it."""

import requests

from sms.kinds import Send
from sms.trouble import BadInput, ProviderFailure, WrongSetup

REFUSALS = {400: BadInput} | dict.fromkeys((301, 302, 303, 307, 308, 401, 403), WrongSetup)


def milio(seconds: float, url: str, access_token: str) -> Send:
    """A function that sends through Milio."""

    def send_by_header(phone_number: str, message: str) -> None:
        try:
            reply = requests.request(
                "POST",
                f"{url}/v1/messages",
                headers={"X-Access-Token": access_token},
                json={"to": phone_number, "text": message},
                timeout=seconds,
                allow_redirects=False,
            )
        except requests.RequestException as reason:
            raise ProviderFailure("Milio cannot be reached") from reason
        if not reply.ok or reply.status_code in REFUSALS:
            raise REFUSALS.get(reply.status_code, ProviderFailure)(f"Milio says {reply.status_code}")
        require_receipt(reply)

    return send_by_header


def require_receipt(reply: requests.Response) -> None:
    """Milio has taken the message only if it gives us an id for it."""
    try:
        receipt = reply.json()
    except (ValueError, RecursionError):
        receipt = None
    if type(receipt) is not dict or not {"id", "status"}.issubset(receipt):
        raise ProviderFailure("Milio gave no receipt")
