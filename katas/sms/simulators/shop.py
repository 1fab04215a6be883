"""The shop: a running submission, its client functions, and the providers that it talks to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from kata.grader.toolkit import REFUSED, Handler, Raised, Refused, Returned, Subject, Unmet

from simulators.faults import Fault, Trouble
from simulators.journal import Arrival, Journal
from simulators.milio import Milio
from simulators.watertel import Watertel

AMPLE_SECONDS = 30.0
"""HTTP_TIMEOUT_SECONDS where time-outs are not the subject: no slow machine gets near it."""
PHONE = "9876543210"
TEXT = "Your parcel has left Pune."
MILIO_FROM_STAGE = 3
SEEN_WITHIN = 250
"""Messages after which a provider must have been seen. A right random split misses Milio for so long once in
10^24 times; shuffled packs of a hundred, or of 250 used in order, show it in time."""
A_FEW = 25
"""Messages among which one goes to Watertel, if any does: it misses a right random split once in 10^17 times."""
ALIKE = 125
"""Of these, the first are alike, for designs that count for each receiver apart; each later one goes to
another receiver with another text, for designs that choose by these. Such a design is wrong, but only
the check of the shares says so."""
Outcome = Returned | Raised | None
"""What a call came to; None where there was none."""
_beyond_reach: dict[str, Outcome] = {}
"""By provider that is never reached, even by a submission that nothing has happened to, what its last message came
to; None where it is reached. Looked into once in an exam, which is a process of its own, when it is first in
question: else each test would wait for it anew."""
TITLES = {"watertel": "Watertel", "milio": "Milio"}
CLIENTS = ("clients.orders", "clients.logistics", "clients.accounts")


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
        if stage >= MILIO_FROM_STAGE:
            handlers["milio"] = self.milio
            environment |= {"MILIO_URL": "{milio}", "MILIO_ACCESS_TOKEN": "mil-5up3r-5ecret"}
        self.providers = tuple(handlers)
        wires = {name: REFUSED if name in refusing else handler for name, handler in handlers.items()}
        self.subject = launch(wires, environment)

    def confirm_order(self, phone: object = PHONE, order_id: object = "A-1001") -> Outcome:
        return self.subject.call("clients.orders:confirm_order", phone, order_id)

    def delivery_update(self, phone: object = PHONE, update: object = TEXT) -> Outcome:
        return self.subject.call("clients.logistics:delivery_update", phone, update)

    def send_otp(self, phone: object = PHONE, code: object = "482913") -> Outcome:
        return self.subject.call("clients.accounts:send_otp", phone, code)

    def fail(self, fault: Fault, times: int | None = None) -> None:
        """The next `times` messages (all, when None) meet this fault, whichever provider they go to."""
        self.trouble.start(fault, times)

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

    def send(self) -> Outcome:
        """A message that goes to Watertel first, as far as any does: which provider it meets is not left to chance."""
        try:
            return self.send_through("watertel", within=A_FEW)
        except Unmet:
            return self.delivery_update()

    def send_through(
        self,
        provider: str,
        send: Callable[[str, str], Outcome] | None = None,
        before_each: Callable[[], None] | None = None,
        within: int = SEEN_WITHIN,
    ) -> Outcome:
        """Sends until a message goes to that provider first, `within` so many, and returns what that one came to.

        `send` gets a phone number and a text, which are `PHONE` and `TEXT` at first.
        Only what belongs to that message is left to be looked at.
        """
        outcome: Outcome = None
        if not _beyond_reach.get(provider):
            for number in range(within):
                self.forget()
                if before_each is not None:
                    before_each()
                outcome = (send or self.delivery_update)(*_receiver_and_text(number))
                if self.journal.arrivals and self.journal.arrivals[0].provider == provider:
                    return outcome
            if provider not in _beyond_reach and within == SEEN_WITHIN:
                _beyond_reach[provider] = self._well().never_reaches(provider)
        self.expect_reached(provider, _beyond_reach.get(provider))
        stuck = outcome if isinstance(outcome, Raised) and not self.journal.arrivals else None
        raise Unmet(
            f"some of {within} messages to go to {TITLES[provider]}",
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

    def never_reaches(self, provider: str) -> Outcome:
        """What the last of many messages came to, when none goes to that provider first; else None."""
        outcome: Outcome = None
        for number in range(SEEN_WITHIN):
            self.forget()
            outcome = self.delivery_update(*_receiver_and_text(number))
            if self.journal.arrivals and self.journal.arrivals[0].provider == provider:
                return None
        return outcome

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


def _receiver_and_text(number: int) -> tuple[str, str]:
    """Those of the message of that number, counted from 0."""
    beyond = max(0, number - ALIKE + 1)
    return str(int(PHONE) + beyond), TEXT + "." * (beyond % 7)


def said(outcome: Outcome) -> str:
    """What a call came to, in words."""
    if isinstance(outcome, Raised):
        return f"raised {short(outcome)}"
    return "returned as if all were well"


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
