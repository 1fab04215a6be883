"""The kinds of trouble, learned from examples: no name of a type is prescribed."""

from __future__ import annotations

from dataclasses import dataclass

from kata.grader.toolkit import Outcome, Raised
from kata.grader.toolkit.kinds import Types, is_accident, own_types, telling

from forum_support.house import NOWHERE, House


@dataclass(frozen=True)
class Kinds:
    """The types of one example of each kind: `bad` input, not `found`, not `allowed` (none before stage 2)."""

    bad: Types
    found: Types
    allowed: Types

    def is_bad_input(self, outcome: Outcome) -> bool:
        return _is(outcome, self.bad, self.found, self.allowed)

    def is_not_found(self, outcome: Outcome) -> bool:
        return _is(outcome, self.found, self.bad, self.allowed)

    def is_not_allowed(self, outcome: Outcome) -> bool:
        return _is(outcome, self.allowed, self.bad, self.found)


def learn_kinds(house: House, stage: int) -> Kinds:
    """Makes one mistake of each kind, and looks at the types that come out."""
    own = house.post("learner")
    return Kinds(
        bad=_types(house.ask("react", "", own, "up")),
        found=_types(house.ask("react", "another", NOWHERE, "up")),
        allowed=_types(house.ask("react", "learner", own, "up")) if stage >= 2 else frozenset(),
    )


def _types(outcome: Outcome) -> Types:
    return frozenset() if is_accident(outcome) else own_types(outcome)


def _is(outcome: Outcome, example: Types, *others: Types) -> bool:
    """Whether an error is of the kind of the example, as far as the examples tell the kinds apart.

    Where the example itself went wrong, which is another check's finding, any error that nobody's accident is will do.
    """
    if not isinstance(outcome, Raised) or is_accident(outcome):
        return False
    only = telling([example], [other for other in others if other])
    return bool(own_types(outcome) & (only or example)) if example else True
