"""A sitting in a room: hands in there, waits for the verdict, and lays what the room opens.

Whatever is to be sent is kept in the outbox first. A command that was stopped, anywhere, is run again and goes on with
the same hand-in: the record says what was handed in, `sent/` what the room has of it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from ..base.errors import KataError, MachineError, StateError, UsageError
from ..report.report import Report, decode
from ..session.amend import adopt
from ..session.amendment_kind import Amendment
from ..session.events import HandedIn, HintTaken
from ..session.handin import Verdict, settle
from ..session.hint import Hint
from ..session.progress import SittingProgress
from ..session.sitting import Sitting, attempt_label
from ..workspace.snapshot import Snapshot
from . import messages
from .client import Client, NotWelcome, Offline, Refusal, Strange
from .kit import Kit
from .messages import Accepted, Kind, Me, Message, Notes, OpenBook, Progress, Question
from .outbox import Entry, headers_now
from .parcel import pack, unpack
from .seat import Seat, Sent

if TYPE_CHECKING:
    from ..session.amendment_kind import Amendment as Found

PATIENCE_SECONDS = 60.0
"""How long the room may be silent while a verdict is waited for."""

LATER_SECONDS = 20.0
"""How long a verdict is waited for that holds nobody up: its stage is closed already."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 8.0

KEPT = (
    "Kept, not graded: it is handed in as soon as the room answers. Work on; `kata next`, `kata watch` and "
    "`kata status` try again."
)
STUCK = (
    "The room's grader had trouble; that is not your fault. Run `kata next` again, or tell: `kata ask TEXT`."
)


class Kept(Offline):
    """What was to be sent waits in the outbox."""

    def __init__(self, why: str, told: str = KEPT) -> None:
        super().__init__(f"{why} {told}")


Tell = Callable[[Accepted | Progress], None]
"""Told how a hand-in stands, as often as the room says something new."""


@dataclass(frozen=True)
class Attendance:
    """One command's line to the room. `stay`: try again at the old stage although the room has gone on."""

    seat: Seat
    client: Client
    tell: Tell = lambda progress: None
    stay: bool = False
    sleep: Callable[[float], None] = time.sleep

    def judge(self, sitting: Sitting, handed_in: HandedIn, snapshot: Snapshot) -> Verdict:
        """The room's verdict on a hand-in."""
        name = attempt_label(handed_in.stage, handed_in.attempt)
        if self.seat.sent(name) is None:
            entry = self._hand_in_entry(sitting, handed_in, snapshot)
            self.seat.outbox.put(entry)
            self._send_or_keep(sitting)
        sent = self._taken(name, f"handing in stage {handed_in.stage}")
        try:
            progress = self._progress(name, sent)
        except Refusal as refusal:
            if refusal.status == 404:
                self.seat.forget_sent(name)
            raise
        if progress is None:
            return Verdict(closes=True, report=None)
        report = self._report(sent)
        self.seat.note_sent(name, msgspec.structs.replace(sent, closed=progress.closed, done=True))
        return Verdict(closes=progress.closed or report.passed, report=report)

    def amendments(self, sitting: Sitting, reason: str) -> Callable[..., Found]:
        """Judges amendments by the room."""

        def judge(
            baselines: tuple[Snapshot, ...], after: Snapshot, closing: Report | None = None
        ) -> Amendment:
            now = sitting.progress()
            name = _amendment_name(now)
            self._insist_on_one(name, after)
            sitting.store.keep(after, name)
            headers = {
                **self._headers(now.stage, "amend"),
                messages.REASON_HEADER: messages.header_text(reason.strip()),
            }
            if self.seat.sent(name) is None:
                what = f"an amendment: {reason.strip()}"
                self.seat.outbox.put(
                    self._entry(sitting, what, name, messages.HAND_INS, pack(after), headers)
                )
            self._send_or_keep(sitting)
            sent = self._taken(name, "the amendment")
            progress = self._progress(name, sent, patient=True)
            if progress is None or progress.amendment is None:
                raise MachineError(STUCK)
            self.seat.note_sent(name, msgspec.structs.replace(sent, done=True))
            return _amendment(progress)

        return judge

    def opened(self, sitting: Sitting, number: int, ask: Callable[[], str]) -> tuple[Sitting, str] | None:
        """The sitting with the stage of that number, ready to be revealed; None where the room has not opened it.

        What is expected of it is asked before, while no clock runs, and told to the room.
        """
        if number > len(self.seat.kits()):
            me = self.client.ask(messages.ME, Me)
            if not (me.own.open and me.own.stage == number):
                return None
        said = ask()
        if said:
            self._note(sitting, Notes(expected=(messages.ExpectedNote(stage=number, said=said[:400]),)))
        if self.kit(number) is None:
            return None
        self.fetch_book()
        return replace(sitting, kata=self.seat.kata()), said

    def kit(self, number: int) -> Kit | None:
        """The kit of a stage, kept; None where the room has not opened it."""
        known = self.seat.kits()
        if number <= len(known):
            return known[number - 1]
        try:
            data = self.client.bytes_at(messages.STAGE.format(number=number))
        except NotWelcome:
            raise
        except Refusal:
            return None
        try:
            kit = self.seat.keep_kit(data)
        except UsageError as error:
            raise Strange(f"What the room sent for stage {number} was not taken: {error}") from None
        if kit.number != number:
            raise Strange(f"The room sent stage {kit.number} for stage {number}.")
        return kit

    def hint(self, sitting: Sitting, check: str) -> Hint:
        """The next hint for a failing check, from the room, which counts it."""
        with sitting.alone():
            now = sitting.open_progress()
            try:
                given = self.client.tell(
                    messages.HINTS, messages.HintAsked(stage=now.stage, check=check), messages.HintGiven
                )
            except Offline as error:
                raise Offline(f"{error} Hints come from the room. Try again later.") from None
            if given.level > sum(hint.check == check for hint in now.hints):
                sitting.note(HintTaken(stage=now.stage, check=check, level=given.level))
            return Hint(
                check=check, holds=given.holds, level=given.level, levels=given.levels, text=given.text
            )

    def comparison(self, stage: int) -> messages.Comparison:
        """What a closed stage is held against; offline, what came before."""
        try:
            found = self.client.ask(messages.COMPARISON.format(number=stage), messages.Comparison)
        except Offline:
            known = self.seat.comparison(stage)
            if known is None:
                raise
            return known
        except NotWelcome:
            raise
        except Refusal as refusal:
            raise StateError(f"{refusal} In a room, stages are compared in the debrief.") from None
        self.seat.keep_comparison(found)
        return found

    def ask(self, sitting: Sitting, text: str) -> None:
        """A question to the facilitator."""
        self.seat.outbox.put(self._message(sitting, "a question", messages.QUESTIONS, Question(text=text)))
        self._send_or_keep(sitting, "Your question is kept and sent as soon as the room answers.")

    def leave(self) -> None:
        """Gives the token up."""
        try:
            self.client.send("POST", messages.LEAVE)
        except Offline as error:
            raise Offline(f"{error} You are still in the room. Run `kata leave` again later.") from None
        except NotWelcome:
            pass  # the room has forgotten it already
        self.seat.leave()

    def refresh(self, sitting: Sitting) -> tuple[Message, ...]:
        """Sends what waits, hears the room, takes in what came late; returns the messages that are new."""
        self.flush(sitting)
        me = self.client.ask(messages.ME, Me)
        new = self.seat.hear(me, sitting.clock.now())
        self._open_again(me)
        with contextlib.suppress(KataError):
            self._take_in(sitting)
        return new

    def _open_again(self, me: Me) -> None:
        """What was graded again since its report came is taken in once more."""
        by = {each.id: each.by for each in me.regraded}
        for name, sent in self.seat.all_sent().items():
            if by.get(sent.id, "") != sent.regrading:
                again = msgspec.structs.replace(sent, done=False, regrading=by.get(sent.id, ""))
                self.seat.note_sent(name, again)

    def flush(self, sitting: Sitting) -> None:
        """Sends what waits in the outbox, in order."""
        self.seat.outbox.send(lambda entry: self._post(sitting, entry))

    def _post(self, sitting: Sitting, entry: Entry) -> None:
        headers = headers_now(entry, sitting.clock.now())
        _, answer = self.client.send("POST", entry.path, entry.body, headers)
        if entry.path != messages.HAND_INS:
            return
        try:
            accepted = messages.decode(answer, Accepted)
        except messages.Refused as error:
            raise Strange(f"The room does not answer as a room does: {error}") from None
        self.tell(accepted)
        kind: Kind = "amend" if messages.REASON_HEADER in entry.headers else "hand-in"
        self.seat.note_sent(
            entry.key,
            Sent(
                id=accepted.id,
                kind=kind,
                stage=int(entry.headers[messages.STAGE_HEADER]),
                attempt=0 if kind == "amend" else int(entry.key.rpartition("-")[2]),
                tree=unpack(entry.body).tree,
                reason=messages.text_of_header(entry.headers.get(messages.REASON_HEADER, "")),
                closed=accepted.closed,
            ),
        )

    def _send_or_keep(self, sitting: Sitting, told: str = KEPT) -> None:
        try:
            self.flush(sitting)
        except Offline as error:
            raise Kept(str(error), told) from None

    def _taken(self, name: str, what: str) -> Sent:
        """What the room has under that name; raises StateError with its words when it refused it."""
        sent = self.seat.sent(name)
        if sent is not None:
            return sent
        why = next((entry.why for entry in reversed(self.seat.outbox.refused()) if entry.key == name), "")
        raise StateError(why or f"The room did not take {what}.")

    def _progress(self, name: str, sent: Sent, *, patient: bool = False) -> Progress | None:
        """How it ended: graded, or (None) closed already with a verdict that takes longer."""
        rev, silent, began = 0, 0.0, time.monotonic()
        pause = FIRST_PAUSE_SECONDS
        while True:
            wait = messages.WAIT_SECONDS if rev else 0
            try:
                progress = self.client.ask(
                    messages.HAND_IN.format(id=sent.id),
                    Progress,
                    wait=wait,
                    params={"wait": str(wait), "rev": str(rev)},
                )
            except Offline as error:
                if sent.closed and silent >= LATER_SECONDS:
                    return None
                if silent >= PATIENCE_SECONDS:
                    raise Offline(f"{error} It has your hand-in; run the command again to go on.") from None
                self.sleep(pause)
                silent += pause
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                continue
            silent, pause = 0.0, FIRST_PAUSE_SECONDS
            self.tell(progress)
            if progress.state == "graded":
                return progress
            if progress.state in ("stuck", "replaced") and progress.closed:
                return None
            if progress.state in ("stuck", "replaced"):
                self.seat.forget_sent(name)  # handed in again, it is graded again
                raise MachineError(progress.trouble or STUCK)
            if (sent.closed or progress.closed) and not patient and time.monotonic() - began > LATER_SECONDS:
                return None
            if progress.rev <= rev:
                self.sleep(FIRST_PAUSE_SECONDS)
            rev = max(rev, progress.rev)

    def _report(self, sent: Sent) -> Report:
        data = self.client.bytes_at(messages.REPORT.format(id=sent.id))
        try:
            report = decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Strange(f"The room sent no report ({error}).") from None
        if (report.stage, report.tree) != (sent.stage, sent.tree):
            raise Strange("The room sent the report of something else.")
        return report

    def _take_in(self, sitting: Sitting) -> None:
        """Verdicts and amendments that came while no command waited for them."""
        for name, sent in self.seat.all_sent().items():
            if sent.done:
                continue
            progress = self.client.ask(messages.HAND_IN.format(id=sent.id), Progress)
            graded = progress.state == "graded"
            if sent.kind == "amend":
                if not graded:
                    continue
                with sitting.alone():
                    self._adopt(sitting, name, sent, progress)
            else:
                report = self._report(sent) if graded else None
                closes = progress.closed or sent.closed or (report is not None and report.passed)
                with sitting.alone():
                    self._settle(sitting, sent, Verdict(closes, report))
            if graded:
                self.seat.note_sent(name, msgspec.structs.replace(sent, done=True))

    @staticmethod
    def _settle(sitting: Sitting, sent: Sent, verdict: Verdict) -> None:
        for entry in sitting.record.entries():
            event = entry.event
            if isinstance(event, HandedIn) and (event.stage, event.attempt) == (sent.stage, sent.attempt):
                settle(sitting, event, verdict)
                return

    @staticmethod
    def _adopt(sitting: Sitting, name: str, sent: Sent, progress: Progress) -> None:
        now = sitting.progress()
        if progress.amendment is not None and name == _amendment_name(now):
            adopt(sitting, sitting.store.load(name), _amendment(progress), sent.reason)

    def _insist_on_one(self, name: str, after: Snapshot) -> None:
        """Raises StateError where another amendment of the same closed stage has no verdict yet."""
        sent = self.seat.sent(name)
        trees = [sent.tree] if sent else []
        trees += [unpack(entry.body).tree for entry in self.seat.outbox.waiting() if entry.key == name]
        if any(tree != after.tree for tree in trees):
            raise StateError("Another amendment has no verdict yet. Wait for it: `kata status` tells.")

    def fetch_book(self) -> None:
        with contextlib.suppress(Offline, Refusal, Strange):
            self.seat.keep_book(self.client.ask(messages.BOOK, OpenBook))

    def _note(self, sitting: Sitting, notes: Notes) -> None:
        self.seat.outbox.put(self._message(sitting, "a note", messages.NOTES, notes))
        with contextlib.suppress(Offline):
            self.flush(sitting)

    def _hand_in_entry(self, sitting: Sitting, handed_in: HandedIn, snapshot: Snapshot) -> Entry:
        headers = self._headers(handed_in.stage, "hand-in")
        if handed_in.anyway:
            headers[messages.ANYWAY_HEADER] = "1"
        if self.stay:
            headers[messages.STAY_HEADER] = "1"
        name = attempt_label(handed_in.stage, handed_in.attempt)
        what = f"stage {handed_in.stage}, hand-in {handed_in.attempt}"
        return self._entry(sitting, what, name, messages.HAND_INS, pack(snapshot), headers)

    @staticmethod
    def _headers(stage: int, kind: Kind) -> dict[str, str]:
        return {
            messages.STAGE_HEADER: str(stage),
            messages.KIND_HEADER: kind,
            "Content-Type": "application/octet-stream",
        }

    def _message(self, sitting: Sitting, what: str, path: str, message: msgspec.Struct) -> Entry:
        body = messages.encode(message)
        key = f"{path} {body.decode()}"
        return self._entry(sitting, what, key, path, body, {"Content-Type": "application/json"})

    def _entry(
        self, sitting: Sitting, what: str, key: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Entry:
        heard = self.seat.heard()
        return Entry(
            what=what,
            key=key,
            path=path,
            body=body,
            headers=headers,
            made=sitting.clock.now(),
            contact=heard.contact if heard else None,
        )


def _amendment_name(now: SittingProgress) -> str:
    """Its label in the store, as `session.amend` names it."""
    return f"stage-{now.closed}-amendment-{now.amendments + 1}"


def _amendment(progress: Progress) -> Amendment:
    found = progress.amendment
    assert found is not None
    return Amendment(found.kind, found.changed_checks, found.why, found.way)
