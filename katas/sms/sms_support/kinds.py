"""The three kinds of trouble, learned from the types that a submission raises: no name is prescribed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kata.grader.toolkit import Raised, kinds
from kata.grader.toolkit.faults import status
from kata.grader.toolkit.kinds import Types, is_accident, package_of

from sms_support.shop import PHONE, Outcome, Shop

TRANSPORT = frozenset(
    {
        "requests",
        "urllib3",
        "httpx",
        "httpcore",
        "http",
        "urllib",
        "socket",
        "json",
        "simplejson",
        "ssl",
        "h11",
    }
)
"""Modules whose error types never reach a client."""
LIBRARIES = TRANSPORT | {"tenacity", "anyio", "concurrent", "asyncio"}
"""Modules whose error types are not a kind of the submission's own."""


def own_types(outcome: Outcome) -> Types:
    """The types that may stand for a kind: all of an error's, but those of everything and of libraries."""
    return kinds.own_types(outcome, LIBRARIES)


def transport_types(outcome: Outcome) -> list[str]:
    """The types of an error that belong to an HTTP library, a socket or a JSON parser."""
    if not isinstance(outcome, Raised):
        return []
    return [name for name in outcome.types if package_of(name) in TRANSPORT]


@dataclass(frozen=True)
class Kinds:
    """The types that only provider failures (or only bad input) have, as far as three examples tell.

    The examples are an answer 503, a phone number with nine digits and an answer 403. A set is empty
    when the submission raises no type of its own there, or one that does not tell the kinds apart.
    """

    failed: Types
    failure: Types
    refused: Types
    bad_input: Types
    misconfigured: Types

    def is_failure(self, outcome: Outcome) -> bool:
        """Whether this is of the kind that an answer 503 raises, and raised on purpose."""
        return not is_accident(outcome) and _is_kind(
            outcome, self.failed, self.failure, self.is_plainly_bad_input
        )

    def is_bad_input(self, outcome: Outcome) -> bool:
        """Whether this is of the kind that a bad phone number raises."""
        return _is_kind(outcome, self.refused, self.bad_input, self.is_plainly_failure)

    def is_misconfiguration(self, outcome: Outcome) -> bool:
        """Whether this is an error and neither of the other two kinds: any type may stand for it."""
        return (
            isinstance(outcome, Raised)
            and not self.is_plainly_failure(outcome)
            and not self.is_plainly_bad_input(outcome)
        )

    def is_plainly_failure(self, outcome: Outcome) -> bool:
        return bool(self.failure) and self.failure <= own_types(outcome)

    def is_plainly_bad_input(self, outcome: Outcome) -> bool:
        return bool(self.bad_input) and self.bad_input <= own_types(outcome)


def learn_kinds(shop: Shop, send: Callable[[], Outcome] | None = None) -> Kinds:
    """Lets a submission raise one error of each kind and looks at their types.

    `send` sends one message whatever the providers answer; by default one that goes to Watertel, if any does.
    """
    send = shop.send if send is None else send

    def types_for(code: int) -> Types:
        shop.fail(status(code))
        outcome = send()
        shop.heal()
        return own_types(outcome)

    refused = own_types(shop.delivery_update(PHONE[:-1]))
    failed, misconfigured = types_for(503), types_for(403)
    if not failed - misconfigured - refused or not refused - misconfigured:
        # One of the examples may be the very one that is wrong: the most frequent of three counts,
        # and a misconfiguration that has a type of its own counts before those that have another kind's.
        failed = _most_frequent([failed, types_for(500), types_for(502)])
        examples = [misconfigured, types_for(401), types_for(301)]
        misconfigured = _most_frequent(
            [types for types in examples if types not in (failed, refused)] or examples
        )
    shop.forget()
    return Kinds(
        failed=failed,
        failure=failed - refused - misconfigured,
        refused=refused,
        bad_input=refused - failed - misconfigured,
        misconfigured=misconfigured,
    )


def _is_kind(outcome: Outcome, example: Types, only: Types, is_other: Callable[[Outcome], bool]) -> bool:
    own = own_types(outcome)
    if not example:  # the example itself went wrong, which is another check's finding
        return bool(own) and not is_other(outcome)
    return bool(own & (only or example))


def _most_frequent(examples: list[Types]) -> Types:
    return max(examples, key=examples.count)
