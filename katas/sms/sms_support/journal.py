"""What the providers saw, in the order of arrival over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["login", "message", "unknown"]

Outcome = Literal["accepted", "faulted", "refused"]
"""Served, met by a scripted fault, or refused because the request was not as the guide says."""


@dataclass(frozen=True)
class Arrival:
    """One request at a provider. `at` is in virtual seconds; `phone` and `text` are those of a message."""

    provider: str
    kind: Kind
    at: float
    outcome: Outcome
    words: str = ""
    phone: str = ""
    text: str = ""


class Journal:
    """The arrivals since it was last cleared."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    def note(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)

    def clear(self) -> None:
        self.arrivals.clear()

    @property
    def messages(self) -> list[Arrival]:
        """Every message that reached a provider, whatever became of it."""
        return [arrival for arrival in self.arrivals if arrival.kind == "message"]

    @property
    def delivered(self) -> list[Arrival]:
        """The messages that a provider accepted."""
        return [arrival for arrival in self.messages if arrival.outcome == "accepted"]

    @property
    def logins(self) -> list[Arrival]:
        return [arrival for arrival in self.arrivals if arrival.kind == "login"]

    @property
    def attempts(self) -> list[Arrival]:
        """What counts as an attempt to send: a message, or a login that failed."""
        return [
            arrival
            for arrival in self.arrivals
            if arrival.kind == "message" or (arrival.kind == "login" and arrival.outcome != "accepted")
        ]

    @property
    def refused(self) -> list[Arrival]:
        """The requests that were not as the provider's guide says."""
        return [arrival for arrival in self.arrivals if arrival.outcome == "refused"]
