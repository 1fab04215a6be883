"""The moment, as entries tell it."""

from datetime import datetime


def utc_now() -> str:
    """Now, in RFC 3339 and UTC, to the millisecond."""
    return datetime.now().isoformat(timespec="milliseconds") + "Z"
