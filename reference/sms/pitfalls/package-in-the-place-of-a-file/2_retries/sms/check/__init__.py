"""Refuses what cannot be sent; with patterns, for speed."""

import re

from sms.kinds import Send
from sms.trouble import BadInput

GOOD = {"phone number": re.compile("[0-9]{10}"), "message": re.compile("(?s).{1,140}")}


def checked(send: Send) -> Send:
    """Calls on with good input only."""

    def check(phone_number: str, message: str) -> None:
        send(good("phone number", getattr(phone_number, "strip", str)()), good("message", message))

    return check


def good(name: str, value: str) -> str:
    """The value, if its pattern fits."""
    if isinstance(value, str) and GOOD[name].fullmatch(value):
        return value
    raise BadInput(f"a {name} that cannot be sent")
