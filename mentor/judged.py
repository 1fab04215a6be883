"""A repository graded stage by stage: what was handed in is found, claims are judged, each stage gets its report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..base.errors import UsageError
from ..content.kata import Kata
from ..report.closings import since
from ..report.report import Report
from ..session.amendment_kind import Judge, RightDesign
from ..session.gradings import Gradings
from ..session.handin import Grade
from .amendments import settled
from .lone_state import without_comparison
from .state import State


@dataclass(frozen=True)
class Judged:
    """A repository graded stage by stage: a report is about the state of its stage's number.

    `kept` are the stages whose verdict was not made now, but on the same files before.
    """

    kata: Kata
    trainee: str
    states: tuple[State, ...]
    reports: tuple[Report, ...]
    kept: tuple[int, ...] = ()

    def report(self, stage: int) -> Report:
        """The report of that stage; raises UsageError for one that was not graded."""
        return report_at(self.reports, stage)


def report_at(reports: Sequence[Report], stage: int) -> Report:
    """The report of that stage; raises UsageError for one that was not graded."""
    for report in reports:
        if report.stage == stage:
            return report
    graded = ", ".join(str(report.stage) for report in reports)
    raise UsageError(f"Stage {stage} was not graded. Choose one of: {graded}.")


@contextmanager
def opened(repository: Path) -> Iterator[Path]:
    """The folder to read, while this lasts: `repository` itself, or what an archive holds.

    Raises UsageError for what does not exist, or is neither a folder nor an archive.
    """
    from ..workspace.archive import unpacked

    if repository.is_dir():
        yield repository
        return
    if not repository.exists():
        raise UsageError(f"{repository} does not exist. Name a folder, or a .zip, .tar.gz or .bundle.")
    with unpacked(repository) as folder:
        yield folder


def trainee(repository: Path) -> str:
    """The name of the folder or of the archive, without its endings."""
    name = repository.resolve().name
    return name if repository.is_dir() else name.partition(".")[0]


def judged(
    kata: Kata,
    name: str,
    found: tuple[State, ...],
    grade: Grade,
    kept: Gradings,
    right: RightDesign | None,
    *,
    again: bool = False,
    only: Collection[int] = (),
) -> Judged:
    """Every state in `found` graded, or `only` those of some stages; amendments that it claims are judged first.

    What `kept` holds of the same files is not graded again, unless `again` is said.
    """
    grade = kept.refreshing(grade) if again else kept.remembering(grade)
    states = settled(found, Judge(kata, grade, right))
    baselines = tuple(state.baseline for state in states)
    reports: tuple[Report, ...] = ()
    for state in states[1:]:
        if state.source == "missing" or (only and state.stage not in only):
            continue
        refactored = states[state.stage - 1].refactored
        report = grade(kata, state.stage, state.snapshot, baselines[: state.stage], refactored=refactored)
        reports += (_with_basis(kata, since(report, reports), states[: state.stage + 1]),)
    return Judged(
        kata=kata,
        trainee=name,
        states=states,
        reports=reports,
        kept=tuple(report.stage for report in reports if (report.stage, report.tree) in kept.shown),
    )


def _with_basis(kata: Kata, report: Report, states: tuple[State, ...]) -> Report:
    """The report with the amendments before it and a note on every baseline that is only a claim.

    It counts when strong walls stood and the grader kept every baseline itself.
    """
    missing = [str(state.stage) for state in states[:-1] if state.source == "missing"]
    if missing:
        return without_comparison(kata, report, ", ".join(missing))
    claimed = [str(state.stage) for state in states[:-1] if state.source == "claimed"]
    notes = report.notes
    if claimed:
        notes += (_could_have_changed(claimed),)
    walled = report.sandbox is not None and report.sandbox.counts_as_grade
    return msgspec.structs.replace(
        report, counted=walled and not claimed, amendments=states[-2].amendments, notes=notes
    )


def _could_have_changed(stages: Sequence[str]) -> str:
    """What a reader has to know of states that only the trainee's repository shows."""
    if len(stages) == 1:
        return (
            f"Stage {stages[0]} comes from the trainee's repository; it could have been changed afterwards."
        )
    named = f"{', '.join(stages[:-1])} and {stages[-1]}"
    return f"Stages {named} come from the trainee's repository; they could have been changed afterwards."
