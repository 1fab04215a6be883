"""`kata amend`: a declared change of existing code, made before the new code of the stage is written.

What kind of change it is, the grader finds out by judging what closed the last stage and the
amended files by the checks of that stage, on the same baselines:

- a fix: a check that failed now passes, and none that passed fails;
- a refactoring: every check comes out as before, and no client changed; nor does any hidden test of the
  open stage come out differently, for then the new need would be slipped in with it;
- anything else is refused, and the closed code stays what must not change.

Rules that only compare with the state before are left out: an amendment is a change by its nature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kata.content.kata import Kata
from kata.errors import StateError, UsageError
from kata.grader.report import Report
from kata.session.clock import elapsed
from kata.session.events import Amended, AmendmentKind
from kata.session.handin import Grade
from kata.session.messages import AMENDMENT
from kata.session.reveal import Step
from kata.session.sitting import Sitting
from kata.session.standing import Standing
from kata.workspace.snapshot import Snapshot

AMENDED = "stage-{}-amended-{}"
"""Name of the mark, in the trainee's repository, on each accepted amendment of what closed a stage, from 1."""

COMPARING_RULES = frozenset(
    {"unmodified", "nothing_removed", "clients_unchanged", "duplication", "not_patched"}
)
"""Rules of the grader that judge what was changed or added, and not what the code does."""


@dataclass(frozen=True)
class Amendment:
    """What the grader found: the kind, the checks that came out differently, and why it was refused."""

    kind: AmendmentKind
    changed_checks: tuple[str, ...] = ()
    why: str = ""


def amend(sitting: Sitting, grade: Grade, reason: str, step: Step = lambda name: None) -> Amendment:
    """Declares that the workspace as it is now takes the place of what closed the last stage."""
    if not reason.strip():
        raise UsageError('An amendment needs a reason that your mentor will read: `kata amend --reason "…"`.')
    with sitting.alone():
        begun = sitting.clock.now()
        now = sitting.open_standing()
        if now.paused is not None:
            raise StateError("The clock is paused. Run `kata resume` first.")
        if now.closed == 0:
            raise StateError("Nothing is closed yet, so all code may change freely. Amend from stage 2 on.")
        sitting.ensure_repository()
        after = without_new_given(sitting.kata, now.stage, sitting.snapshot())
        before = sitting.baselines()
        if _code(sitting.kata, after) == _code(
            sitting.kata, without_new_given(sitting.kata, now.stage, before[-1])
        ):
            raise UsageError(
                "No code differs from what closed the last stage; your tests and notes are free to change. "
                "Change the code first, then declare it."
            )
        found = judged(sitting.kata, grade, before, after)
        step("judged")
        _keep(sitting, now, after, found, reason.strip(), elapsed(begun, sitting.clock.now()).worked)
        step("recorded")
        if found.kind != "refused":
            sitting.repository.commit(AMENDMENT.format(found.kind, reason.strip()))
            sitting.repository.mark(AMENDED.format(now.closed, now.accepted + 1), reason.strip())
        return found


def without_new_given(kata: Kata, stage: int, snapshot: Snapshot) -> Snapshot:
    """The files without what the open stage's reveal laid in: at the closed stage they were older or not there."""
    from kata.workspace.tree import snapshot as snapshot_of

    closed = kata.given_at(stage - 1)
    files = dict(snapshot.files)
    for path in kata.stage(stage).given:
        if path in closed:
            files[path] = closed[path]
        else:
            files.pop(path, None)
    return snapshot_of(files, snapshot.executable & files.keys(), snapshot.oddities)


def judged(kata: Kata, grade: Grade, baselines: tuple[Snapshot, ...], after: Snapshot) -> Amendment:
    """What kind of change leads from the last of `baselines` to `after`, by the last closed stage's checks."""
    closed = len(baselines) - 1
    old, new = (
        _outcomes(kata, grade(kata, closed, state, baselines[:-1], refactored=False))
        for state in (baselines[-1], after)
    )
    changed = tuple(check for check in old if old[check] != new.get(check))
    if broken := [check for check in changed if new.get(check) != "passed"]:
        return Amendment(
            "refused", changed, f"These checks came out worse or undecided: {', '.join(broken)}."
        )
    if changed:
        return Amendment("fix", changed)
    clients = kata.layout.clients
    if after.under(clients) != baselines[-1].under(clients):
        return Amendment("refused", (), "Clients can be fixed, never refactored.")
    if new_needs := _slipped_in(kata, grade, baselines, after):
        return Amendment(
            "refused",
            new_needs,
            "A refactoring changes nothing that the program does, and this does work of the open stage. "
            "Take the new code out, declare the refactoring, then put it back.",
        )
    return Amendment("refactoring")


def _slipped_in(
    kata: Kata, grade: Grade, baselines: tuple[Snapshot, ...], after: Snapshot
) -> tuple[str, ...]:
    """The hidden tests of the open stage that come out differently, where there is an open stage."""
    stage = len(baselines)
    if stage > len(kata.stages):
        return ()
    rules = {check.id for _, check in kata.checks_from(stage) if check.rule}
    old, new = (
        {
            check.id: check.outcome
            for check in grade(kata, stage, state, baselines, refactored=False).checks
            if check.id not in rules and check.outcome in ("passed", "failed")
        }
        for state in (baselines[-1], after)
    )
    return tuple(check for check in old if old[check] != new.get(check, old[check]))


def _code(kata: Kata, snapshot: Snapshot) -> Mapping[str, bytes]:
    """The files that are code: Python outside of the trainee's own tests, and all that clients and module hold."""
    layout = kata.layout
    return {
        path: data
        for path, data in snapshot.files.items()
        if path.startswith((layout.clients, layout.module))
        or (path.endswith(".py") and not path.startswith(layout.tests))
    }


def _outcomes(kata: Kata, report: Report) -> Mapping[str, str]:
    """What became of each check that judges the code itself; advice decides nothing."""
    rules = {check.id: check.rule for _, check in kata.checks_from(report.stage)}
    return {
        check.id: check.outcome
        for check in report.checks
        if not check.advice and rules.get(check.id, "") not in COMPARING_RULES
    }


def _keep(
    sitting: Sitting, now: Standing, after: Snapshot, found: Amendment, reason: str, seconds: float
) -> None:
    """The state first, then the record: killed in between, nothing has been declared."""
    label = f"stage-{now.closed}-amendment-{now.amendments + 1}"
    sitting.store.keep(after, label)
    sitting.note(
        Amended(
            stage=now.stage,
            reason=reason,
            kind=found.kind,
            tree=after.tree,
            label=label,
            before_label=now.baselines[-1].label,
            changed_checks=found.changed_checks,
            grading_seconds=seconds,
        )
    )
