"""The finding of a hidden test: what was expected and what was seen, in the trainee's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ...report.report import Evidence, Moment
from .subject import Outcome


class Script(Protocol):
    """How the last call should have gone on the wire, for a picture beside how it went."""

    def moments(self) -> Sequence[Moment]:
        """From the client's call on, in order; asked for only when the call went otherwise."""


class Unmet(Exception):
    """A check does not hold. Both texts go into the report as they are.

    The report shows where the error was raised that `seen` names, or that `outcome` is when the words name none.
    `missing` says what was never written, in words that are the same in every test that misses it: "no message
    has reached the carrier yet". `places` are in the submission's code.
    """

    def __init__(
        self,
        expected: str,
        seen: str,
        moments: Sequence[Moment] = (),
        places: Sequence[Evidence] = (),
        *,
        outcome: Outcome | None = None,
        missing: str = "",
    ) -> None:
        self.expected = expected
        self.seen = seen
        self.moments = tuple(moments)
        self.places = tuple(places)
        self.outcome = outcome
        self.missing = missing
        self.inputs: Mapping[str, Any] = {}
        super().__init__(f"expected {expected}, seen {seen}")


def expect(
    holds: bool,
    *,
    expected: str,
    seen: str,
    script: Script | None = None,
    places: Sequence[Evidence] = (),
    outcome: Outcome | None = None,
    missing: str = "",
) -> None:
    """Raises `Unmet` unless `holds`. Speaks of client functions, statuses and waits."""
    if not holds:
        moments = script.moments() if script is not None else ()
        raise Unmet(expected, seen, moments, places, outcome=outcome, missing=missing)
