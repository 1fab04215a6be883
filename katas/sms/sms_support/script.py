"""How a call should have gone on the wire, for the picture beside how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kata.grader.toolkit import Moment

from sms_support import milio, watertel
from sms_support.schedule import MAX_ATTEMPTS, WAITS
from sms_support.shop import Shop

ACCEPTED = "accepted"
"""Stands for the status with which a provider takes a message."""
FAILURE, BAD_INPUT, MISCONFIGURATION = "provider failure", "bad input", "misconfiguration"
RESENDING_FROM_STAGE = 2
SUCCESS = {"watertel": "200", "milio": "202"}
ADDRESSES = {"watertel": watertel.MESSAGES, "milio": milio.MESSAGES}
CLIENT, MODULE = "client", "module"


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
        story = _Story(self._begun())
        arrivals = self.shop.journal.arrivals
        provider = arrivals[0].provider if arrivals else self.shop.providers[0]
        due = not arrivals and provider == "watertel" and not self.shop.watertel.has_let_in
        seen = any(arrival.kind == "login" for arrival in arrivals)
        login = due or seen if self.login is None else self.login
        for number, answer in enumerate((*self.logins, *self.answers)):
            story.wait(WAITS[number - 1] if number else 0.0)
            if number < len(self.logins):
                story.exchange("watertel", watertel.LOGIN, _status("watertel", answer))
                continue
            if login and number == len(self.logins):
                story.exchange("watertel", watertel.LOGIN, SUCCESS["watertel"])
            story.exchange(provider, ADDRESSES[provider], _status(provider, answer))
        story.end(self.raises)
        return story.told

    def _begun(self) -> Moment:
        calls = [moment for moment in self.shop.subject.moments if moment.kind == "call"]
        return calls[-1] if calls else Moment(at=0.0, source=CLIENT, target=MODULE, text="", kind="call")


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


class _Story:
    """Moments as they are told, with their time."""

    def __init__(self, begun: Moment) -> None:
        self.told = [begun]
        self._at = begun.at

    def wait(self, seconds: float) -> None:
        if seconds:
            self._tell(MODULE, MODULE, f"waits {seconds:g} s", "wait")
            self._at += seconds

    def exchange(self, provider: str, path: str, answer: str) -> None:
        self._tell(MODULE, provider, f"POST {path}", "request")
        self._tell(provider, MODULE, answer, "reply")

    def end(self, raises: str) -> None:
        self._tell(MODULE, CLIENT, raises or "returns", "raise" if raises else "return")

    def _tell(self, source: str, target: str, text: str, kind: str) -> None:
        moment = {"at": self._at, "source": source, "target": target, "text": text, "kind": kind}
        self.told.append(Moment(**moment))  # type: ignore[arg-type]  # the kinds are those above
