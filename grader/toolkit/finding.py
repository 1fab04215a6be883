"""The finding of a hidden test: what was expected and what was seen, in the trainee's words."""

from __future__ import annotations


class Unmet(Exception):
    """A check does not hold. Both texts go into the report as they are."""

    def __init__(self, expected: str, seen: str) -> None:
        self.expected = expected
        self.seen = seen
        super().__init__(f"expected {expected}, seen {seen}")


def expect(holds: bool, *, expected: str, seen: str) -> None:
    """Raises `Unmet` unless `holds`. Speaks of client functions, providers, statuses and waits."""
    if not holds:
        raise Unmet(expected, seen)
