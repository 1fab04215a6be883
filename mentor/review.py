"""A mentor's hand on a graded stage: comments and overrides laid beside what the grader found.

Nothing that the grader found is changed: a check keeps its outcome, a report its score. What they come
to in the mentor's judgement stands beside them. What was written on other files is told and not applied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ..base.errors import UsageError
from ..report.parts import MentorsWords
from ..report.report import CheckResult, Comment, Override, Report
from ..report.whole import put_together
from ..workspace.names import printable
from ..workspace.snapshot import Snapshot
from .review_file import CommentEntry, OverrideEntry, ReviewFile


def reviewed(report: Report, after: Snapshot, file: ReviewFile) -> Report:
    """The report with what the review says of its stage, unchanged when that is nothing.

    `after` are the files that were graded. A check or a line that does not exist is a UsageError.
    """
    return put_together(report, words=_words(report, after, file))


def _words(report: Report, after: Snapshot, file: ReviewFile) -> MentorsWords | None:
    comments = [entry for entry in file.comment if entry.stage == report.stage]
    overrides = [entry for entry in file.override if entry.stage == report.stage]
    if not comments and not overrides:
        return None
    if file.graded(report.stage) != identity(report):
        return MentorsWords(stale=True, remarks=(stale(report.stage),))
    for comment in comments:
        insist_on_place(comment, report, after)
    _insist_on_one_each(overrides)
    laid: dict[str, Override] = {}
    remarks: list[str] = []
    for override in overrides:
        found = insist_on_override(override, report)
        if override.found and override.found != found.outcome:
            remarks.append(
                f"The override of {found.id} is not applied: the grader had found {override.found} then, "
                f"and finds {found.outcome} now. Look at it again, and fix its `found` in the review."
            )
        else:
            laid[found.id] = Override(
                outcome=override.outcome, reason=override.reason.strip(), found=found.outcome
            )
    said: dict[str, tuple[Comment, ...]] = {}
    for entry in comments:
        words = Comment(text=entry.text, path=entry.path, line=entry.line)
        said[entry.check] = (*said.get(entry.check, ()), words)
    return MentorsWords(comments=said, overrides=laid, remarks=tuple(remarks))


def identity(report: Report) -> str:
    """What was graded at this stage, and against what: another one when a file of either changed."""
    told = f"{report.stage} {report.tree} {report.baselines[report.stage - 1]}"
    return hashlib.sha256(told.encode()).hexdigest()


def insist_on_place(comment: CommentEntry, report: Report, after: Snapshot) -> None:
    """Raises a UsageError when the comment is empty, or its check, file or line does not exist."""
    if not comment.text.strip():
        raise UsageError(f"A comment on stage {report.stage} says nothing. Give it a text.")
    if comment.check:
        _check(comment.check, report)
    if not comment.path:
        if comment.line:
            raise UsageError(
                f"A comment on stage {report.stage} names line {comment.line} of no file. Name its path."
            )
        return
    data = next((data for path, data in after.files.items() if printable(path) == comment.path), None)
    if data is None:
        raise UsageError(
            f"There is no file {comment.path} at stage {report.stage}. Name a file of that stage."
        )
    lines = len(data.splitlines())
    if not 0 <= comment.line <= lines:
        raise UsageError(
            f"{comment.path} has no line {comment.line} at stage {report.stage}: it has {lines}. Name one of them."
        )


def insist_on_override(override: OverrideEntry, report: Report) -> CheckResult:
    """The check that is overridden; a UsageError when it does not exist, or the override has no reason or sense."""
    check = _check(override.check, report)
    if not override.reason.strip():
        raise UsageError(f"The override of {check.id} has no reason. Say why: your trainee will read it.")
    if check.advice and override.outcome == "failed":
        raise UsageError(
            f"{check.id} is advice, and advice never fails a stage. Write a comment on it instead."
        )
    return check


def _check(name: str, report: Report) -> CheckResult:
    for check in report.checks:
        if check.id == name:
            return check
    near = [check.id for check in report.checks if name and name in check.id]
    hint = f"Did you mean {near[0]}?" if near else "`kata review` writes all ids into the review file."
    raise UsageError(f"Stage {report.stage} has no check {printable(name)!r}. {hint}")


def _insist_on_one_each(overrides: Sequence[OverrideEntry]) -> None:
    names = [override.check for override in overrides]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                f"The review overrides {name} more than once at stage {overrides[0].stage}. Keep one of them."
            )


def stale(stage: int) -> str:
    """The sentence that tells it."""
    return (
        f"The review of stage {stage} was written on other files than these, so nothing of it is applied. "
        "Read it again beside the new files; to keep it, run `kata review REPO --renew`."
    )
