"""A decorator that lets good messages through and no others."""

import re
from collections.abc import Callable
from functools import wraps

from sms.errors import BadMessage

PHONE = re.compile(r"\s*(\d{10})\s*", re.ASCII)
TEXT = re.compile(r".{1,140}", re.DOTALL)


def guarded(send: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Calls `send` with the bare number, once both arguments are known to be good."""

    @wraps(send)
    def guard(phone_number: str, message: str) -> None:
        number = matched(PHONE, phone_number, "phone number").group(1)
        send(number, matched(TEXT, message, "message").group())

    return guard


def matched(pattern: re.Pattern[str], value: str, name: str) -> re.Match[str]:
    """The match of the whole value."""
    match = pattern.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadMessage(f"this is no {name} that can be sent")
    return match
