"""A repository graded stage by stage: what was handed in is found, claims are judged, each stage gets its report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..base.errors import UsageError
from ..content.kata import Kata
from ..grader.asked import comparing
from ..report.parts import States
from ..report.report import Report
from ..report.whole import put_together
from ..session.amendment_kind import Judge, RightDesign
from ..session.gradings import Gradings
from ..session.handin import Grade
from .amendments import judge_amendments
from .state import State


@dataclass(frozen=True)
class Judged:
    """A repository graded stage by stage: a report is about the state of its stage's number.

    `graded_before` are the stages whose verdict was not made now, but on the same files before.
    """

    kata: Kata
    trainee: str
    states: tuple[State, ...]
    reports: tuple[Report, ...]
    graded_before: tuple[int, ...] = ()

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
def open_handed_over(repository: Path) -> Iterator[Path]:
    """Gives the folder to read, while this lasts: `repository` itself, or what an archive holds.

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


def judge_states(
    kata: Kata,
    name: str,
    found: tuple[State, ...],
    grade: Grade,
    gradings: Gradings,
    right: RightDesign | None,
    *,
    again: bool = False,
    only: Collection[int] = (),
) -> Judged:
    """Every state in `found` graded, or `only` those of some stages; amendments that it claims are judged first.

    What `gradings` holds of the same files is not graded again, unless `again` is said.
    """
    grade = gradings.refreshing(grade) if again else gradings.remembering(grade)
    states = judge_amendments(found, Judge(kata, grade, right))
    baselines = tuple(state.baseline for state in states)
    reports: tuple[Report, ...] = ()
    for state in states[1:]:
        if state.source == "missing" or (only and state.stage not in only):
            continue
        refactored = states[state.stage - 1].refactored
        report = grade(kata, state.stage, state.snapshot, baselines[: state.stage], refactored=refactored)
        basis = _stands_on(kata, states[: state.stage + 1])
        reports += (put_together(report, closings=reports, states=basis),)
    return Judged(
        kata=kata,
        trainee=name,
        states=states,
        reports=reports,
        graded_before=tuple(
            report.stage for report in reports if (report.stage, report.tree) in gradings.shown
        ),
    )


def _stands_on(kata: Kata, states: tuple[State, ...]) -> States:
    """What the verdict on the last of these states stands on: those before it, as they were handed over."""
    return States(
        claimed=tuple(state.stage for state in states[:-1] if state.source == "claimed"),
        missing=tuple(state.stage for state in states[:-1] if state.source == "missing"),
        undecided=frozenset(comparing(kata)),
        amendments=states[-2].amendments,
    )
