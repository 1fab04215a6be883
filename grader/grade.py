"""Grades one submission: rules on the diff, hidden tests outside the trainee's process, one Report.

A pure function of (kata, stage, snapshots) but for the child's behaviour: no clock, no terminal, no git.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..analysis.patching.running_functions import RunningFunction
from ..analysis.source_files import code_files
from ..base.errors import MachineError
from ..content.kata import Check, Kata, Stage
from ..report import scoring
from ..report.causes import in_words, told_once
from ..report.parts import Grading
from ..report.report import Cause, CheckResult, Evidence, Figures, Report
from ..report.whole import graded
from ..sandbox.ladder import ProvedRung
from ..sandbox.packages import assemble, imported_as
from ..workspace.materialise import materialise
from .asked import asked, halved_by_refactoring
from .check_results import (
    Submission,
    first_fails,
    in_order,
    name_of,
    result_of,
    ruled,
    static_checks,
    too_much,
    unruled,
)
from .exam.client import Examiner, Told
from .exam.preload import worth_loading
from .exam.process import Deadlines, Job, note_of
from .exam.seed import seed_of
from .exam.told import Looked, Ran, Trouble, Unloadable
from .figures import measure
from .missing import Missing
from .preflight import preflight, unwieldy
from .rule import Judgement, could_not_run
from .tested import by_tests
from .toolkit.causes import quoted
from .toolkit.result import TestResult

__all__ = ["Progress", "Submission", "grade", "static_checks"]

TRAVERSABLE = 0o755
"""The child runs as another user where the grader is root; what is in the folder is the trainee's own."""


@dataclass(frozen=True)
class Progress:
    """How far a grading is: checks decided so far, of how many, and the last one's id."""

    decided: int
    total: int
    check: str = ""


def grade(
    kata: Kata,
    number: int,
    submission: Submission,
    *,
    proved: ProvedRung,
    examiner: Examiner | None = None,
    progress: Callable[[Progress], None] = lambda _progress: None,
    stop_at_first: bool = False,
    deadlines: Deadlines = Deadlines(),  # noqa: B008  # frozen
    seed: str = "",
) -> Report:
    """The report of the submission at stage `number`; it has no times, which are the session's to tell.

    Examples are drawn from `seed`, so that another machine can draw the same; without one, from this machine's.

    With `stop_at_first` hidden tests end at the first that fails: enough to know that something does.
    Raises MachineError when the machine or the exam process cannot do its part, and ContentError when the
    kata's rules, or what it asks of them, cannot be used.
    """
    if len(submission.baselines) < number:
        raise MachineError(
            f"Stage {number} is graded against what closed stage {number - 1}, which is not known."
        )
    rules_asked = asked(kata)
    stage = kata.stage(number)
    states = submission.states(number)
    hidden = [(begun, check) for begun, check in kata.checks_from(number) if not check.rule]
    heavy = unwieldy(kata.layout, submission.current)
    troubles = heavy or preflight(kata, submission.current, number)
    found: dict[str, CheckResult] = {}
    looked, ran = Looked(), Ran()
    results: list[TestResult] = []
    tested: Mapping[str, Judgement] = {}
    if heavy:
        found = first_fails(hidden, number, too_much(heavy))
    elif troubles:
        found = first_fails(hidden, number, _unreadable(troubles))
    else:
        code = code_files(kata.layout, submission.current.files)
        judged = {path: data for path, data in submission.current.files.items() if path in code}
        job = Job(
            stage=number,
            tests=tuple((stage.number, str(stage.tests)) for stage in kata.stages[:number]),
            tree="",
            packages=str(assemble(kata.packages)),
            support=str(kata.support or ""),
            rung=proved.rung.name,
            seed=seed or seed_of(submission.current.tree),
            seams=tuple(seam.target for seam in kata.seams_at(number)),
            preload=worth_loading(
                kata.packages,
                (data for path, data in judged.items() if path.endswith(".py")),
            ),
            watched=tuple(sorted(frozenset().union(*map(imported_as, kata.packages)))),
            stop_at_first=stop_at_first,
            roots=tuple(dict.fromkeys(seam.target.partition(":")[0] for seam in kata.seams_at(number))),
            seconds=deadlines.call,
            exam_seconds=deadlines.exam,
        )
        files = _with_given(judged, kata.given_at(number))
        told = examined(
            job,
            files,
            submission.current.executable,
            examiner,
            _counter(hidden, _decisive(kata, number), progress),
        )
        missing = Missing(kata.layout, submission.current.files.keys() - files.keys())
        found = _behaviour(hidden, number, told, files, missing)
        looked = next((each for each in told if isinstance(each, Looked)), looked)
        ran = next((each for each in told if isinstance(each, Ran)), ran)
        results = [each for each in told if isinstance(each, TestResult)]
        tested = by_tests(kata, number, results, submission.baselines[number - 1], submission.current)
    running = tuple(RunningFunction(*row) for row in ran.rows)
    if heavy:
        by_rule = unruled(kata, number, too_much(heavy))
    elif troubles and not hidden:
        by_rule = unruled(kata, number, _unreadable(troubles))
    else:
        by_rule = ruled(kata, number, states, rules_asked, running, tested, refactored=submission.refactored)
    checks = told_once(
        [
            halved_by_refactoring(rules_asked, by_rule[check.id])
            if check.rule
            else found[name_of(begun, check, number)]
            for begun, check in in_order(kata, number)
        ]
    )
    figures = None if heavy else measure(states, kata.layout, kata.given_at(number))
    works = figures is not None and _is_begun(figures) and _works(checks, results, number)
    found_here = Grading(
        kata=kata.name,
        stage=number,
        stage_name=stage.name,
        checks=checks,
        refactored=submission.refactored,
        works=works,
        seconds_allowed=stage.minutes * 60,
        tree=submission.current.tree,
        baselines=tuple(snapshot.tree for snapshot in submission.baselines),
        sandbox=note_of(proved.note()),
        figures=figures,
        objects=looked.picture,
        notes=tuple(f"{oddity.path}: {oddity.reason}" for oddity in submission.current.oddities),
    )
    return graded(found_here)


def _unreadable(troubles: tuple[Evidence, ...]) -> Judgement:
    return Judgement(
        "failed",
        "The code cannot be run.",
        expected="code that Python can read, with the packages that this kata allows",
        seen="; ".join(each.message for each in troubles[:3]),
        evidence=troubles,
    )


def examined(
    job: Job,
    files: Mapping[str, bytes],
    executable: frozenset[str] = frozenset(),
    examiner: Examiner | None = None,
    on_told: Callable[[Told], None] = lambda _told: None,
) -> list[Told]:
    """What the exam of these files told, in a folder of their own that is named in place of the job's tree."""
    own = examiner or Examiner()
    with tempfile.TemporaryDirectory(prefix="kata-tree-") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir()
        for each in (Path(folder), tree):  # not by the mode of mkdir, which the umask takes from
            each.chmod(TRAVERSABLE)
        materialise(files, tree, executable=executable)
        try:
            return own.examine(msgspec.structs.replace(job, tree=str(tree)), on_told)
        finally:
            if examiner is None:
                own.close()


def _with_given(files: Mapping[str, bytes], given: Mapping[str, bytes]) -> dict[str, bytes]:
    """The submission with the kata's own files in it, for which whatever stands in their way makes room."""
    folders = {path[: place + 1] for path in given for place, mark in enumerate(path) if mark == "/"}
    blocked = {folder[:-1] for folder in folders}
    own = tuple(path + "/" for path in given)
    kept = {path: data for path, data in files.items() if path not in blocked and not path.startswith(own)}
    return {**kept, **given}


def _decisive(kata: Kata, number: int) -> int:
    """How many checks decide at the stage: the count that the report tells, too."""
    return sum(not check.advice for _, check in kata.checks_from(number))


def _counter(
    hidden: list[tuple[Stage, Check]], total: int, progress: Callable[[Progress], None]
) -> Callable[[Told], None]:
    wanted = {(begun.number, check.id) for begun, check in hidden}
    seen: set[tuple[int, str]] = set()

    def count(told: Told) -> None:
        if isinstance(told, TestResult) and (told.stage, told.check) in wanted:
            seen.add((told.stage, told.check))
            progress(Progress(decided=len(seen), total=total, check=told.check))

    return count


def _behaviour(
    hidden: list[tuple[Stage, Check]],
    number: int,
    told: list[Told],
    files: Mapping[str, bytes],
    missing: Missing,
) -> dict[str, CheckResult]:
    for each in told:
        if isinstance(each, Unloadable):
            cause = _cause(each.cause, files, missing)
            judgement = Judgement(
                "failed",
                f"`{each.module}` cannot be imported.",
                expected=f"`import {each.module}` works",
                seen=in_words(cause),
                evidence=cause.frames,
                cause=cause,
            )
            return first_fails(hidden, number, judgement)
    troubles = [each.trouble for each in told if isinstance(each, Trouble)]
    found: dict[str, CheckResult] = {}
    for begun, check in hidden:
        results = [
            each
            for each in told
            if isinstance(each, TestResult) and (each.stage, each.check) == (begun.number, check.id)
        ]
        worst = _worst(results)
        judgement = _judged(check, results, worst, troubles, files, missing)
        wire = (
            {"moments": worst.moments, "expected_moments": worst.expected_moments}
            if worst is not None
            else {}
        )
        found[name_of(begun, check, number)] = result_of(begun, check, number, judgement, **wire)
    return found


def _works(checks: Sequence[CheckResult], results: list[TestResult], number: int) -> bool:
    """Whether something holds that this stage asks for, and was seen to: by what the code did, not by its silence."""
    seen = {each.check for each in results if each.stage == number and each.acted}
    return any(check.outcome in scoring.HELD and check.id in seen for check in checks)


def _is_begun(figures: Figures) -> bool:
    """Whether any code differs from what closed the stage before."""
    return bool(figures.files_added or figures.lines_added or figures.closed_lines_changed)


def _cause(cause: Cause, files: Mapping[str, bytes], missing: Missing) -> Cause:
    """The cause with its source lines, and with a word on a file that it speaks of and that is not there."""
    return msgspec.structs.replace(quoted(cause, files), message=missing.explained(cause.message))


def _worst(results: list[TestResult]) -> TestResult | None:
    """The failure that is told: one with an answer before one whose process ended."""
    failures = [each for each in results if each.outcome == "failed"]
    return min(failures, key=lambda each: each.ended_child, default=None)


def _judged(
    check: Check,
    results: list[TestResult],
    worst: TestResult | None,
    troubles: list[str],
    files: Mapping[str, bytes],
    missing: Missing,
) -> Judgement:
    if worst is not None:
        cause = _cause(worst.cause, files, missing) if worst.cause is not None else None
        return Judgement(
            "failed",
            f"{scoring.NOT_SO}{check.holds}.",
            worst.expected,
            missing.explained(worst.seen),
            evidence=cause.frames if cause is not None else (),
            cause=cause,
        )
    stuck = [each.seen for each in results if each.outcome == "could-not-run"]
    if stuck or not results:
        reason = (stuck or troubles or ["the hidden test did not run"])[0]
        return could_not_run(reason)
    return Judgement("passed", check.holds[:1].upper() + check.holds[1:] + ".")
