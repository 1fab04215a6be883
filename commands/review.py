"""review: a mentor's comments and overrides, kept in a file beside the repository, shown beside the grading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import UsageError
from ..report.whole import as_it_counts
from ..views.formats import TERMINAL
from .grade import Remembered, judged_repository, show
from .report import format_for
from .support.grading import PASSED, grading, verdict_code
from .support.open import kata_of, open_pack
from .support.screen import Screen
from .support.trust import trusted

if TYPE_CHECKING:
    from ..mentor.judged import Judged
    from ..mentor.review_file import CommentEntry, OverrideEntry, ReviewFile
    from ..report.report import Report

ENDING = ".review.toml"
OUTCOMES = ("passed", "failed", "advice")
ADVICE = {"advice": "told"}
"""The word that people write -> the value that files keep."""
WHOLE_STAGE = "stage"
"""Where a comment on the stage itself goes; every check's id has a dot."""


@dataclass(frozen=True)
class Words:
    """What the mentor says with this command; a pair is where (or which check) and what, empty when not said."""

    comment: tuple[str, str] = ("", "")
    override: tuple[str, str] = ("", "")
    reason: str = ""
    at_stage: int | None = None
    renew: bool = False

    @property
    def anything(self) -> bool:
        """Whether the file is to be changed."""
        return any(self.comment) or any(self.override) or self.renew


def review(
    screen: Screen,
    repository: Path,
    stages: Sequence[str],
    words: Words,
    *,
    file: Path | None,
    again: bool,
    kata_name: str,
    pack: str,
    yes: bool,
    form: str,
    output: Path | None,
    require: str | None,
    allow_weak: bool,
) -> int:
    """Grades the repository, or takes what was graded before, and lays the review beside it.

    A change of the review alone ends with 0; else the code says what stands with the mentor's outcomes. Raises
    UsageError for the review of another kata.
    """
    from ..mentor.review import reviewed
    from ..mentor.review_file import read

    known = format_for(form, output)
    opened = trusted(screen, open_pack(pack), yes=yes)
    kata = kata_of(opened, kata_name, repository)
    path = _place(repository, file)
    before = read(path)
    if before.kata not in ("", kata.name):
        raise UsageError(
            f"{path} is a review of the kata {before.kata}, not of {kata.name}. Name another with --file."
        )
    _insist(words)
    with grading(screen, require=require, allow_weak=allow_weak) as grade:
        remembered = Remembered(require=require, allow_weak=allow_weak, again=again)
        judged = judged_repository(kata, opened, repository, stages, grade, remembered)
        _write(path, before, judged, words)
        after = read(path)
        reports = tuple(
            reviewed(report, judged.states[report.stage].snapshot, after) for report in judged.reports
        )
        _tell(screen, path, after, reports)
        if words.anything and known == TERMINAL and output is None:
            return PASSED
        show(
            screen,
            replace(judged, reports=reports, graded_before=()),
            known,
            output,
            opened,
            grade,
        )
    return verdict_code([as_it_counts(report) for report in reports])


def _place(repository: Path, file: Path | None) -> Path:
    """Where the review is kept: beside the repository if nobody says otherwise, never among its files."""
    inside = repository.resolve()
    name = inside.name if repository.is_dir() else inside.name.partition(".")[0]
    path = (file or inside.with_name(name + ENDING)).absolute()
    if path.is_dir():
        path = path / (name + ENDING)
    if path.resolve().is_relative_to(inside):
        raise UsageError(f"{path} lies among the trainee's files. Name a --file outside of {repository}.")
    return path


def _insist(words: Words) -> None:
    name, outcome = words.override
    if name and outcome not in (*OUTCOMES, *ADVICE.values()):
        raise UsageError(
            f"{outcome!r} is not an outcome that a mentor can give. Choose one of: {', '.join(OUTCOMES)}."
        )
    if name and not words.reason.strip():
        raise UsageError(f'The override of {name} needs a reason: --reason "…". Your trainee will read it.')
    if words.reason and not name:
        raise UsageError("A --reason belongs to an --override CHECK OUTCOME. Give both.")
    if words.at_stage is not None and not (any(words.comment) or name):
        raise UsageError("--at-stage says where a --comment or an --override goes. Give one of them.")


def _write(path: Path, before: ReviewFile, judged: Judged, words: Words) -> None:
    """Makes the file or adds to it; what is wrong with the words is told before anything is written."""
    from ..mentor import review_file
    from ..mentor.review import identity, insist_on_override, insist_on_place

    comment = _comment(words, judged.reports) if any(words.comment) else None
    override = _override(words, judged.reports) if any(words.override) else None
    for stage in [entry.stage for entry in (comment, override) if entry is not None]:
        _insist_on_fresh(before, judged.report(stage), words)
    if comment is not None:
        report = judged.report(comment.stage)
        insist_on_place(comment, report, judged.states[comment.stage].snapshot)
    if override is not None:
        insist_on_override(override, judged.report(override.stage))
        if any((one.stage, one.check) == (override.stage, override.check) for one in before.override):
            raise UsageError(f"{override.check} is overridden in {path} already. Change it there.")
    if not path.exists():
        review_file.begin(path, judged.kata.name, judged.trainee)
    if words.renew:
        changes = ((before.graded(report.stage), identity(report)) for report in judged.reports)
        review_file.renew(path, [(old, new) for old, new in changes if old and old != new])
    for report in judged.reports:
        if not before.graded(report.stage):
            review_file.add_stage(path, report, identity(report))
    if comment is not None:
        review_file.add_comment(path, comment)
    if override is not None:
        review_file.add_override(path, override)


def _insist_on_fresh(before: ReviewFile, report: Report, words: Words) -> None:
    from ..mentor.review import identity, stale

    if not words.renew and before.graded(report.stage) not in ("", identity(report)):
        raise UsageError(stale(report.stage))


def _comment(words: Words, reports: Sequence[Report]) -> CommentEntry:
    """`CHECK`, `CHECK@PATH`, `CHECK@PATH:LINE`, `@PATH:LINE` or `stage`, and the text."""
    from ..mentor.review_file import CommentEntry

    where, text = words.comment
    check, _, place = where.partition("@")
    path, colon, number = place.rpartition(":")
    if not (colon and number.isascii() and number.isdecimal()):
        path, number = place, "0"
    check = "" if check == WHOLE_STAGE else check
    if not where or (where.endswith("@") and not place):
        raise UsageError("A comment needs a place: CHECK, CHECK@PATH:LINE, @PATH:LINE, or the word stage.")
    stage = _stage(words, check, reports)
    return CommentEntry(stage=stage, check=check, path=path, line=int(number), text=text)


def _override(words: Words, reports: Sequence[Report]) -> OverrideEntry:
    from ..mentor.judged import report_at
    from ..mentor.review_file import OverrideEntry

    name, outcome = words.override
    stage = _stage(words, name, reports)
    checks = report_at(reports, stage).checks
    found = next((check.outcome for check in checks if check.id == name), "")
    kept = ADVICE.get(outcome, outcome)
    return OverrideEntry(stage=stage, check=name, found=found, outcome=kept, reason=words.reason)  # type: ignore[arg-type]  # outcome is one of OUTCOMES


def _stage(words: Words, check: str, reports: Sequence[Report]) -> int:
    """The stage that is named, else the last graded one that has the check."""
    from ..mentor.judged import report_at

    if words.at_stage is not None:
        return report_at(reports, words.at_stage).stage
    having = [report.stage for report in reports if any(one.id == check for one in report.checks)]
    return having[-1] if having else reports[-1].stage


def _tell(screen: Screen, path: Path, file: ReviewFile, reports: Sequence[Report]) -> None:
    """Where the review is, and what of it is not applied."""
    screen.say(f"The review is in {path}.")
    for report in reports:
        for remark in report.review.remarks if report.review else ():
            screen.say(remark, "bold yellow")
    spoken = {comment.stage for comment in file.comment} | {override.stage for override in file.override}
    for stage in sorted(spoken - {report.stage for report in reports}):
        screen.say(f"The review speaks of stage {stage}, which was not graded; nothing of that is shown.")
