"""The moment, as entries tell it."""

from datetime import UTC, datetime


def utc_now() -> str:
    """Now, in RFC 3339 and UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
