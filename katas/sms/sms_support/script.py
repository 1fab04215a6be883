"""How a call should have gone on the wire, for the picture beside how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kata.grader.toolkit import Moment
from kata.grader.toolkit.story import Story

from sms_support import milio, watertel
from sms_support.schedule import MAX_ATTEMPTS, WAITS
from sms_support.shop import Shop

ACCEPTED = "accepted"
"""Stands for the status with which a provider takes a message."""
FAILURE, BAD_INPUT, MISCONFIGURATION = "provider failure", "bad input", "misconfiguration"
RESENDING_FROM_STAGE = 2
SUCCESS = {"watertel": "200", "milio": "202"}
ADDRESSES = {"watertel": watertel.MESSAGES, "milio": milio.MESSAGES}


@dataclass(frozen=True)
class Attempts:
    """The last call of a client function, attempt by attempt.

    `logins` are the answers to logins that failed, each an attempt of its own; `answers` those to the
    message; `raises` is the kind of error that it ends in, or empty. With `login` None there is a login
    before the message where one was seen, or where nothing was and nobody has logged in yet.
    """

    shop: Shop
    answers: tuple[str, ...] = (ACCEPTED,)
    logins: tuple[str, ...] = ()
    raises: str = ""
    login: bool | None = None

    def moments(self) -> Sequence[Moment]:
        """From the client's call to its end."""
        story = Story.of_last_call(self.shop.subject)
        arrivals = self.shop.journal.arrivals
        provider = arrivals[0].provider if arrivals else self.shop.providers[0]
        due = not arrivals and provider == "watertel" and not self.shop.watertel.has_let_in
        seen = any(arrival.kind == "login" for arrival in arrivals)
        login = due or seen if self.login is None else self.login
        for number, answer in enumerate((*self.logins, *self.answers)):
            story.wait(WAITS[number - 1] if number else 0.0)
            if number < len(self.logins):
                story.exchange("watertel", f"POST {watertel.LOGIN}", _status("watertel", answer))
                continue
            if login and number == len(self.logins):
                story.exchange("watertel", f"POST {watertel.LOGIN}", SUCCESS["watertel"])
            story.exchange(provider, f"POST {ADDRESSES[provider]}", _status(provider, answer))
        story.end(self.raises)
        return story.told


def most_attempts(stage: int) -> int:
    """How often a message is tried that fails each time: from the stage of the retries on it is resent."""
    return MAX_ATTEMPTS if stage >= RESENDING_FROM_STAGE else 1


def given_up(shop: Shop, answer: str) -> Attempts:
    """A message whose every attempt is answered so."""
    return Attempts(shop, (answer,) * most_attempts(shop.stage), raises=FAILURE)


def given_up_at_login(shop: Shop, answer: str) -> Attempts:
    """A message whose every login is answered so."""
    return Attempts(shop, (), given_up(shop, answer).answers, raises=FAILURE)


def _status(provider: str, answer: str) -> str:
    return SUCCESS[provider] if answer == ACCEPTED else answer
