"""`kata amend`: a declared change of existing code, made before the new code of the stage is written.

What kind of change it is, the grader finds out (`kata.session.amendment_kind`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..base.errors import StateError, UsageError
from ..content.kata import Kata
from ..report.report import Report
from ..workspace.snapshot import Snapshot
from .amendment_kind import Amendment
from .clock import elapsed
from .commit_messages import AMENDMENT
from .events import Amended, GaveUp
from .progress import SittingProgress
from .reveal import Step
from .sitting import Sitting

AMENDED = "stage-{}-amended-{}"
"""Name of the mark, in the trainee's repository, on each accepted amendment of what closed a stage, from 1."""


class Judge(Protocol):
    """Finds out what kind of change leads from the last of `baselines` to `after`."""

    def __call__(
        self, baselines: tuple[Snapshot, ...], after: Snapshot, closing: Report | None = None
    ) -> Amendment:
        """The kind; `closing` is the report with which the stage was closed."""
        ...


def amend(sitting: Sitting, judge: Judge, reason: str, step: Step = lambda name: None) -> Amendment:
    """Declares that the workspace as it is now takes the place of what closed the last stage.

    Raises UsageError without a reason or a change, and StateError while the clock is paused or no stage is
    closed.
    """
    if not reason.strip():
        raise UsageError('An amendment needs a reason that your mentor will read: `kata amend --reason "…"`.')
    with sitting.alone():
        begun = sitting.clock.now()
        now = sitting.open_progress()
        if now.paused is not None:
            raise StateError("The clock is paused. Run `kata resume` first.")
        if now.closed == 0:
            raise StateError(
                "No stage is closed yet, so all code may change freely. `kata amend` is for stage 2 and later."
            )
        sitting.ensure_repository()
        after = without_new_given(sitting.kata, now.stage, sitting.snapshot())
        before = sitting.baselines()
        if code(sitting.kata, after) == code(
            sitting.kata, without_new_given(sitting.kata, now.stage, before[-1])
        ):
            raise UsageError(
                "No code has changed since the last stage was closed; your tests and notes may change freely. "
                "Change the code first, then run `kata amend`."
            )
        try:
            found = judge(before, after, closing=sitting.report(now.closed))
        except BaseException:  # the grader's time is not the trainee's, whatever stops it
            spent = elapsed(begun, sitting.clock.now()).worked
            sitting.note(GaveUp(stage=now.stage, attempt=now.attempts, grading_seconds=spent))
            raise
        step("judged")
        adopt(sitting, after, found, reason.strip(), elapsed(begun, sitting.clock.now()).worked, step)
        return found


def adopt(
    sitting: Sitting,
    after: Snapshot,
    found: Amendment,
    reason: str,
    seconds: float = 0.0,
    step: Step = lambda name: None,
) -> None:
    """Takes an amendment that was judged into the record, and into the trainee's repository if it is accepted."""
    now = sitting.progress()
    _keep(sitting, now, after, found, reason, seconds)
    step("recorded")
    if found.kind != "refused":
        sitting.repository.commit(AMENDMENT.format(found.kind, reason))
        sitting.repository.mark(AMENDED.format(now.closed, now.accepted + 1), reason)


def without_new_given(kata: Kata, stage: int, snapshot: Snapshot) -> Snapshot:
    """The files without what the open stage's reveal laid in: at the closed stage they were older or not there."""
    from ..workspace.tree import snapshot as snapshot_of

    closed = kata.given_at(stage - 1)
    files = dict(snapshot.files)
    for path in kata.stage(stage).given:
        if path in closed:
            files[path] = closed[path]
        else:
            files.pop(path, None)
    for path in kata.stage(stage).starter:
        files.pop(path, None)
    return snapshot_of(files, snapshot.executable & files.keys(), snapshot.oddities)


def code(kata: Kata, snapshot: Snapshot) -> Mapping[str, bytes]:
    """The files that are code: Python outside of the trainee's own tests, and all that clients and module hold."""
    layout = kata.layout
    return {
        path: data
        for path, data in snapshot.files.items()
        if path.startswith((layout.clients, layout.module))
        or (path.endswith(".py") and not path.startswith(layout.tests))
    }


def _keep(
    sitting: Sitting, now: SittingProgress, after: Snapshot, found: Amendment, reason: str, seconds: float
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
