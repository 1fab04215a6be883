"""The shop: a running submission, its client functions, and the providers that it talks to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Protocol

from kata.grader.toolkit import REFUSED, Handler, Raised, Refused, Returned, Subject, Unmet
from kata.grader.toolkit.faults import Fault, Trouble

from sms_support.guide import MESSAGE_CHARACTERS
from sms_support.journal import Arrival, Journal
from sms_support.milio import Milio
from sms_support.watertel import Watertel

AMPLE_SECONDS = 30.0
"""HTTP_TIMEOUT_SECONDS where time-outs are not the subject: no slow machine gets near it."""
PHONE = "9876543210"
TEXT = "Your parcel has left Pune."
SEEN_WITHIN = 250
"""Messages after which a provider must have been seen. A right random split misses Milio for so long once in
10^24 times; shuffled packs of a hundred, or of 250 used in order, show it in time."""
ALIKE = 125
"""Of these, the first are alike, for designs that count for each receiver apart; each later one goes to
another receiver with another text, for designs that choose by these. Such a design is wrong, but only
the check of the shares says so."""
Outcome = Returned | Raised | None
"""What a call came to; None where there was none."""
Send = Callable[[str, str], Outcome]
"""Sends a text to a phone number."""
_beyond_reach: dict[tuple[str, str], Outcome] = {}
"""By provider that a client function never reaches, even where nothing has happened yet, what the last of its
messages came to; None where it is reached. Looked into once in an exam, which is a process of its own, when it is
first in question: else each test would wait for it again."""
_other_names: set[str] = set()
"""Client functions whose parameters have other names than they were given: one check tells of it, the others call
them by position."""
PLAINEST = "delivery_update"
"""The client function that sends just what it is given."""
TITLES = {"watertel": "Watertel", "milio": "Milio"}
CLIENTS = ("clients.orders", "clients.logistics", "clients.accounts")


@dataclass(frozen=True)
class ClientFunction:
    """What an application calls: the name of its second parameter, an ordinary value, and the agreed sentence."""

    module: str
    name: str
    parameter: str
    value: str
    sentence: str

    def text(self, value: object) -> str:
        """The text that this value is sent as."""
        return self.sentence.replace("{}", str(value))

    @property
    def room(self) -> int:
        """How many characters a value may have."""
        return MESSAGE_CHARACTERS - len(self.text(""))


FUNCTIONS = {
    function.name: function
    for function in (
        ClientFunction(
            "clients.orders", "confirm_order", "order_id", "A-1001", "Your order {} is confirmed."
        ),
        ClientFunction("clients.logistics", "delivery_update", "update", TEXT, "{}"),
        ClientFunction("clients.accounts", "send_otp", "code", "482913", "{} is your Blipkart login code."),
    )
}


class Launch(Protocol):
    """The toolkit's fixture: starts the submission in a fresh process."""

    def __call__(self, wires: Mapping[str, Handler | Refused], environment: Mapping[str, str]) -> Subject: ...


class Shop:
    """One launched submission. Faults meet messages at whatever provider they are routed to."""

    def __init__(
        self,
        launch: Launch,
        stage: int,
        *,
        timeout_seconds: float,
        expiry_seconds: int,
        refusing: tuple[str, ...],
    ) -> None:
        self._launch = launch
        self.stage = stage
        self.journal = Journal()
        self.trouble = Trouble()
        secrets = {"WATERTEL_USERNAME": "shop-2041", "WATERTEL_PASSWORD": "blue-Kettle-77"}
        self.watertel = Watertel(
            username=secrets["WATERTEL_USERNAME"],
            password=secrets["WATERTEL_PASSWORD"],
            expiry_seconds=expiry_seconds,
            journal=self.journal,
            common_trouble=self.trouble,
        )
        self.milio = Milio(token="mil-5up3r-5ecret", journal=self.journal, common_trouble=self.trouble)
        handlers: dict[str, Handler | Refused] = {"watertel": self.watertel}
        environment = {
            "WATERTEL_URL": "{watertel}",
            **secrets,
            "HTTP_TIMEOUT_SECONDS": f"{timeout_seconds:g}",
        }
        if stage >= Milio.from_stage:
            handlers["milio"] = self.milio
            environment |= {"MILIO_URL": "{milio}", "MILIO_ACCESS_TOKEN": "mil-5up3r-5ecret"}
        self.providers = tuple(handlers)
        wires = {name: REFUSED if name in refusing else handler for name, handler in handlers.items()}
        self.subject = launch(wires, environment)

    def delivery_update(self, phone: object = PHONE, update: object = TEXT) -> Outcome:
        """Calls the plainest of the client functions by position."""
        return self.sender(PLAINEST).called(phone, update)

    def sender(self, name: str, *, by_name: bool = False) -> Sender:
        """A way to call one client function."""
        return Sender(self, FUNCTIONS[name], by_name)

    def senders(self, to: str = "watertel") -> Iterator[Sender]:
        """The client functions in turn, without end, by position and by name: those whose messages go to that
        provider, if there are any. That others do not has checks of its own."""
        functions = tuple(dict.fromkeys(self.sender_to(to, name).function for name in FUNCTIONS))
        return cycle(
            Sender(self, functions[place % len(functions)], place % 2 == 1)
            for place in range(2 * len(functions))
        )

    def sender_to(self, provider: str, name: str) -> Sender:
        """A way to call that client function, or the plainest where no message of its ever goes to the provider."""
        return self.sender(name if self._reaches(provider, name) else PLAINEST)

    def fail(self, fault: Fault, times: int | None = None, *, begins_at: str = "") -> None:
        """The next `times` messages (all, when None) meet this fault, whichever provider they go to; where a
        provider is named, from the first one on that comes there."""
        self.trouble.start(fault, times, begins_at)

    def heal(self) -> None:
        """No provider has any trouble from now on."""
        for trouble in (
            self.trouble,
            self.watertel.trouble,
            self.watertel.login_trouble,
            self.milio.trouble,
        ):
            trouble.stop()

    def settle(self) -> None:
        """Imports the clients, and forgets what that sent: only one check asks about it."""
        for module in CLIENTS:
            self.subject.load(module)
        self.forget()

    def forget(self) -> None:
        """Looks only at what happens from now on."""
        self.journal.clear()
        self.subject.forget()

    def let_token_expire(self) -> None:
        """The next message through Watertel has to log in."""
        self.subject.advance(self.watertel.expiry_seconds + 1)

    def send(self, send: Send | None = None) -> Outcome:
        """A message that goes to Watertel first, if any does: which provider it meets is not left to chance."""
        if self._reaches("watertel"):
            with suppress(Unmet):
                return self.send_through("watertel", send)
        self.forget()
        return (send or self.delivery_update)(PHONE, TEXT)

    def send_to_trouble(
        self, faults: Sequence[tuple[Fault, int | None]], send: Send | None = None
    ) -> Outcome:
        """Such a message that meets these faults, each so many times, wherever its further attempts go."""
        begins_at = "watertel" if self._reaches("watertel") else ""
        for fault, times in faults:
            self.fail(fault, times, begins_at=begins_at)
        outcome = self.send(send)
        self.heal()
        return outcome

    def send_through(
        self,
        provider: str,
        send: Send | None = None,
        before_each: Callable[[], None] | None = None,
    ) -> Outcome:
        """Sends until a message goes to that provider first, and returns what that one came to.

        `send` gets a phone number and a text, which are `PHONE` and `TEXT` at first.
        Only what belongs to that message is left to be looked at.
        """
        outcome: Outcome = None
        if not _beyond_reach.get((provider, PLAINEST)):
            for number in range(SEEN_WITHIN):
                self.forget()
                if before_each is not None:
                    before_each()
                outcome = (send or self.delivery_update)(*_receiver_and_text(number))
                if self._went_first_to(provider):
                    return outcome
            self._reaches(provider)
        self.expect_reached(provider, _beyond_reach.get((provider, PLAINEST)))
        stuck = outcome if isinstance(outcome, Raised) and not self.journal.arrivals else None
        raise Unmet(
            f"some of {SEEN_WITHIN} messages to go to {TITLES[provider]}",
            f"none reached {TITLES[provider]}"
            + (f": the last {said(stuck)} before anything was sent" if stuck else self.refusals()),
            outcome=stuck,
        )

    def expect_reached(self, provider: str, outcome: Outcome) -> None:
        """Raises Unmet with `outcome`, that of the last of many messages to a provider which is well and got none."""
        if outcome is None:
            return
        yet = f"no message has reached {TITLES[provider]} yet"
        raised = isinstance(outcome, Raised)
        raise Unmet(
            f"a message to reach {TITLES[provider]}",
            yet + (f": delivery_update {said(outcome)}" if raised else self.refusals()),
            outcome=outcome,
            missing="" if raised else yet,
        )

    def in_use(self) -> tuple[str, ...]:
        """The providers that messages go to when all are well, and Watertel: what was never sent to one that came
        later is told by the checks of its stage, and not by those of earlier ones."""
        return tuple(name for name in self.providers if name == "watertel" or self._reaches(name))

    def reaches_all(self) -> bool:
        """Whether some message goes to each provider when all are well."""
        return all(self._reaches(provider) for provider in self.providers)

    def _reaches(self, provider: str, name: str = PLAINEST) -> bool:
        """Whether messages of a client function go to that provider when all are well."""
        if (provider, name) not in _beyond_reach:
            well = self._well()
            _beyond_reach[provider, name] = well.never_reaches(provider, name)
            if _beyond_reach[provider, name] is None:
                well.subject.set_aside()  # whoever was the first to ask, it changes no test
            else:
                self.subject.tangle()
        return _beyond_reach[provider, name] is None

    def never_reaches(self, provider: str, name: str) -> Outcome:
        """What the last of many messages came to, when none goes to that provider first; else None."""
        outcome: Outcome = None
        for number in range(SEEN_WITHIN):
            self.forget()
            outcome = self.sender(name)(*_receiver_and_text(number))
            if self._went_first_to(provider):
                return None
        return outcome

    def _went_first_to(self, provider: str) -> bool:
        """Whether the first request was there; and the first attempt too, where a fault is to begin with it (a
        login that succeeds is none, whoever it was made for)."""
        seen = self.journal.arrivals[:1]
        if self.trouble.is_asleep:
            seen = seen + self.journal.attempts[:1]
        return bool(seen) and all(arrival.provider == provider for arrival in seen)

    def _well(self) -> Shop:
        """The same submission in a process of its own, with all providers well."""
        return Shop(
            self._launch,
            self.stage,
            timeout_seconds=AMPLE_SECONDS,
            expiry_seconds=self.watertel.expiry_seconds,
            refusing=(),
        )

    def refusals(self) -> str:
        """The first complaint of a provider about a request, as the tail of a sentence."""
        if not self.journal.refused:
            return ""
        first = self.journal.refused[0]
        return f"; {TITLES[first.provider]} {first.words}"


@dataclass(frozen=True)
class Sender:
    """One way to call one client function, by position or by name."""

    shop: Shop
    function: ClientFunction
    by_name: bool = False

    @property
    def name(self) -> str:
        return self.function.name

    def __call__(self, phone: object = PHONE, value: object | None = None) -> Outcome:
        """Calls it; with an ordinary value when none is given. Whether names hold, is not asked here."""
        value = self.function.value if value is None else value
        return self.called(phone, value)

    def called(self, phone: object, value: object) -> Outcome:
        """Calls it with just these values."""
        if self.by_name and self.name not in _other_names:
            outcome = self.strictly_by_name(phone, value)
            if not _knows_no_such_name(outcome):
                return outcome
            _other_names.add(self.name)
            self.shop.subject.tangle()
        return self.shop.subject.call(self._target, phone, value)

    def strictly_by_name(self, phone: object, value: object) -> Outcome:
        """Calls it by the names that it was given with."""
        return self.shop.subject.call(self._target, **{"phone_number": phone, self.function.parameter: value})

    @property
    def _target(self) -> str:
        return f"{self.function.module}:{self.name}"


def _knows_no_such_name(outcome: Outcome) -> bool:
    """Whether the call did not even begin: no line of the workspace was run."""
    return isinstance(outcome, Raised) and outcome.types[0] == "builtins.TypeError" and not outcome.where


def _receiver_and_text(number: int) -> tuple[str, str]:
    """Those of the message of that number, counted from 0."""
    beyond = max(0, number - ALIKE + 1)
    return str(int(PHONE) + beyond), TEXT + "." * (beyond % 7)


def said(outcome: Outcome) -> str:
    """What a call came to, in words."""
    if isinstance(outcome, Raised):
        return f"raised {short(outcome)}"
    return "returned as if nothing had failed"


def short(raised: Raised) -> str:
    """The type of an error as people name it: a library's with its module, a module's own without."""
    module, _, name = raised.types[0].rpartition(".")
    return (
        name if module in ("builtins", "") or module.split(".")[0] in ("sms", "clients") else raised.types[0]
    )


def count(number: int, what: str) -> str:
    """`3 messages`, `1 message`, `no message`."""
    if number == 0:
        return f"no {what}"
    return f"{number} {what}" + ("" if number == 1 else "s")


def places(arrivals: list[Arrival]) -> str:
    """Where arrivals happened: `Watertel, Watertel, Milio`."""
    return ", ".join(TITLES[arrival.provider] for arrival in arrivals)
