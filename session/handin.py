"""`kata next`: hand in, grade, close, reveal; killed at any moment and run again, it goes on.

Every step can be repeated, and the record says which are done:

1. the files are kept in the store, and the hand-in is recorded (from here the time is the grader's);
2. they are graded, the report is kept, the verdict is recorded;
3. when the stage passed, or `--anyway` was said: commit and mark in the trainee's git, keep the
   files as the baseline, record the closing;
4. the trainee may say what they expect to change next, while no clock runs and no lock is held;
5. the next stage's given files are laid in and committed, the reveal is recorded.

`submit` is 1 to 3, and when it returns all of that is on the disk; 5 is `reveal.reveal_next`. What is shown
and asked comes between the two: nobody is kept waiting for an answer, and a killed question loses nothing.

Run again, a hand-in whose files are still the same is taken up where it stopped. When the files
have changed since, it is a new hand-in: nobody's work is closed unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..base.errors import StateError
from ..content.kata import Kata
from ..report.report import Report
from ..report.whole import put_together
from ..workspace.snapshot import Snapshot
from .commit_messages import HANDED_IN
from .events import Closed, GaveUp, Graded, HandedIn
from .progress import SittingProgress, closed_label
from .report_part import sat
from .reveal import Step, reveal_next
from .sitting import Sitting, attempt_label
from .whole import insist_on_whole

MARK = "stage-{}"
"""Name of the mark, in the trainee's repository, on what closed a stage."""


@dataclass(frozen=True)
class Verdict:
    """What a hand-in came to: whether it closes its stage, and the report, which may come later when it does.

    `kept`: it was not made now, but on the same files before.
    """

    closes: bool
    report: Report | None
    kept: bool = False


class Judge(Protocol):
    """Decides on what was handed in: the grader of this machine (`alone`), or a room."""

    def __call__(self, sitting: Sitting, handed_in: HandedIn, snapshot: Snapshot) -> Verdict:
        """The verdict; whatever is raised instead leaves the hand-in to be taken up again."""
        ...


class Grade(Protocol):
    """Judges `current` at a stage, on the start and what closed each stage before."""

    def __call__(
        self,
        kata: Kata,
        stage: int,
        current: Snapshot,
        baselines: tuple[Snapshot, ...],
        *,
        refactored: bool,
    ) -> Report:
        """The report, without times."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a hand-in came to: the report, and whether it closed its stage.

    `next_stage` is the stage to work on from here, which may still have to be revealed; None when all are closed.
    `kept`: the verdict was not made now, but on the same files before.
    """

    report: Report
    advanced: bool
    next_stage: int | None
    kept: bool = False


@dataclass(frozen=True)
class Unjudged:
    """A stage that was closed before its verdict is there; `next_stage` as in an outcome."""

    stage: int
    next_stage: int | None
    advanced: bool = True


def alone(grade: Grade) -> Judge:
    """Decides by the grader of this machine: what passes closes its stage, and what was to go on anyway."""

    def judge(sitting: Sitting, handed_in: HandedIn, snapshot: Snapshot) -> Verdict:
        now = sitting.progress()
        try:
            found = grade(sitting.kata, now.stage, snapshot, sitting.baselines(), refactored=now.refactored)
        except BaseException:  # whatever stops the grader, or whoever: its time is not the trainee's
            sitting.note(GaveUp(stage=now.stage, attempt=handed_in.attempt))
            raise
        part = sat(now.stage, sitting, handed_in)
        report = put_together(found, closings=sitting.closings(now.stage), sitting=part)
        return Verdict(report.passed or handed_in.anyway, report)

    return judge


def hand_in(
    sitting: Sitting,
    grade: Grade,
    *,
    anyway: bool = False,
    said: str = "",
    step: Step = lambda name: None,
) -> Outcome:
    """Hands in alone, and reveals the next stage at once; `said` is what is expected of it."""
    outcome = submit(sitting, alone(grade), anyway=anyway, step=step)
    assert isinstance(outcome, Outcome)  # who judges alone has the report at once
    if outcome.advanced and outcome.next_stage is not None:
        reveal_next(sitting, said, step)
    return outcome


def submit(
    sitting: Sitting, judge: Judge, *, anyway: bool = False, step: Step = lambda name: None
) -> Outcome | Unjudged:
    """Hands in the workspace as it is, and closes the stage if it passes (or `anyway`).

    A stage that is closed and has no next one revealed yet is not handed in again: its report is the answer.
    Raises StateError while the clock is paused.
    """
    with sitting.alone():
        begun = sitting.clock.now()
        now = sitting.progress()
        if now.between_stages and now.closed < len(sitting.kata.stages):
            return _closed(sitting, now)
        now = sitting.open_progress()
        if now.paused is not None:
            raise StateError("The clock is paused. Run `kata resume` first, then hand in.")
        sitting.ensure_repository()
        snapshot = sitting.snapshot()
        insist_on_whole(sitting.kata, snapshot, sitting.workspace)
        handed_in = _same_hand_in(now, snapshot, anyway)
        if handed_in is None:
            handed_in = HandedIn(stage=now.stage, tree=snapshot.tree, attempt=now.attempts + 1, anyway=anyway)
            sitting.store.keep(snapshot, attempt_label(handed_in.stage, handed_in.attempt))
            step("kept")
            sitting.note(handed_in, begun)
            step("handed-in")
        verdict = _verdict(sitting, judge, handed_in, snapshot, step)
        if not verdict.closes:
            assert verdict.report is not None  # only what closes its stage may be judged later
            return Outcome(verdict.report, advanced=False, next_stage=now.stage, kept=verdict.kept)
        without = handed_in.anyway if verdict.report is None else verdict.report.anyway
        _close(sitting, handed_in, snapshot, without, step)
        return _closed(sitting, sitting.progress(), kept=verdict.kept)


def _same_hand_in(now: SittingProgress, snapshot: Snapshot, anyway: bool) -> HandedIn | None:
    """The hand-in that was interrupted, if these are still its files and its end is still open."""
    pending = now.handed_in
    if pending is None or pending.tree != snapshot.tree or (anyway and not pending.anyway):
        return None
    done = now.graded is not None and not (now.graded.passed or pending.anyway)
    return None if done else pending


def _verdict(sitting: Sitting, judge: Judge, handed_in: HandedIn, snapshot: Snapshot, step: Step) -> Verdict:
    """Has it judged, unless the verdict on this very hand-in was recorded before."""
    now = sitting.progress()
    if now.graded is not None:
        kept = sitting.report(now.stage, now.graded.attempt)
        if kept is not None:
            return Verdict(kept.passed or handed_in.anyway, kept)
    verdict = judge(sitting, handed_in, snapshot)
    step("graded")
    if verdict.report is not None:
        keep_verdict(sitting, verdict.report, handed_in.attempt, step)
    return verdict


def keep_verdict(sitting: Sitting, report: Report, attempt: int, step: Step = lambda name: None) -> None:
    """Puts the report of one hand-in on the disk, and its verdict into the record."""
    sitting.keep_report(report, attempt)
    step("report-kept")
    sitting.note(
        Graded(
            stage=report.stage,
            tree=report.tree,
            attempt=attempt,
            passed=report.passed,
            score=report.score,
        )
    )
    step("verdict-recorded")


def settle(sitting: Sitting, handed_in: HandedIn, verdict: Verdict) -> None:
    """Takes in what a hand-in came to that nobody waited for; the caller keeps every other command out.

    It may be another verdict than the one that was taken in before.
    """
    now = sitting.progress()
    if verdict.report is not None:
        _keep_late(sitting, verdict.report, handed_in.attempt)
    if verdict.closes and now.stage == handed_in.stage and not now.between_stages:
        sitting.ensure_repository()
        snapshot = sitting.store.load(attempt_label(handed_in.stage, handed_in.attempt))
        without = handed_in.anyway if verdict.report is None else verdict.report.anyway
        _close(sitting, handed_in, snapshot, without, lambda name: None)


def _keep_late(sitting: Sitting, report: Report, attempt: int) -> None:
    """Keeps a report that came late; its verdict is the stage's unless a later attempt has one, or it decides it."""
    last = sitting.last_verdict(report.stage)
    known = last is not None and (last.attempt, last.passed, last.score) == (
        attempt,
        report.passed,
        report.score,
    )
    decides = report.passed and not sitting.is_closed(report.stage)
    if not known and (last is None or last.attempt <= attempt or decides):
        keep_verdict(sitting, report, attempt)
    else:
        sitting.keep_report(report, attempt)


def _close(sitting: Sitting, handed_in: HandedIn, snapshot: Snapshot, anyway: bool, step: Step) -> None:
    title = sitting.kata.stage(handed_in.stage).title
    sitting.repository.commit(HANDED_IN.format(handed_in.stage, title), snapshot)
    step("committed")
    sitting.repository.mark(MARK.format(handed_in.stage), f"What closed stage {handed_in.stage}: {title}")
    step("marked")
    sitting.store.keep(snapshot, closed_label(handed_in.stage))
    step("baseline-kept")
    sitting.note(Closed(stage=handed_in.stage, tree=snapshot.tree, anyway=anyway))
    step("closed")


def _closed(sitting: Sitting, now: SittingProgress, *, kept: bool = False) -> Outcome | Unjudged:
    """What the stage that is closed came to, from its kept report, where there is one by now."""
    report = sitting.report(now.closed)
    following = now.closed + 1 if now.closed < len(sitting.kata.stages) else None
    if report is None:
        return Unjudged(now.closed, following)
    return Outcome(report, advanced=True, next_stage=following, kept=kept)
