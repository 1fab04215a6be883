"""What is kept of one submission: enough for every table and picture of the cohort, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..mentor.judged import Judged
from ..report.report import Figures, HardRules, ObjectPicture, Report


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A check that failed; `id` as the report of its stage writes it, `seen` what a reader of the cohort is shown."""

    id: str
    summary: str
    seen: str = ""


class StageResult(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of one submission. `stuck` are checks that the grader could not decide."""

    stage: int
    passed: bool
    counted: bool
    score: float
    verdict: HardRules | None
    kept: bool = False
    failed: tuple[Finding, ...] = ()
    stuck: tuple[str, ...] = ()
    figures: Figures | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One submission: its stages, or in `error` the sentence that says why there are none.

    `objects` are the running objects at its last stage.
    """

    name: str
    place: str
    error: str = ""
    stages: tuple[StageResult, ...] = ()
    objects: ObjectPicture | None = None

    @property
    def passed(self) -> bool:
        """Whether every stage that was handed over passed."""
        return bool(self.stages) and all(stage.passed for stage in self.stages)

    @property
    def decided(self) -> bool:
        """Whether the grader decided everything, so that it need not be asked again."""
        return not self.error and not any(stage.stuck for stage in self.stages)


def result_of(name: str, place: str, judged: Judged) -> Result:
    """What is kept of a graded submission."""
    last = judged.reports[-1].objects if judged.reports else None
    stages = tuple(_stage(report, report.stage in judged.graded_before) for report in judged.reports)
    return Result(name=name, place=place, stages=stages, objects=last)


def _stage(report: Report, kept: bool) -> StageResult:
    decisive = [check for check in report.checks if not check.advice]
    return StageResult(
        stage=report.stage,
        passed=report.passed,
        counted=report.counted,
        score=report.score,
        verdict=report.verdict,
        kept=kept,
        failed=tuple(
            Finding(id=check.id, summary=check.summary[:300], seen=check.seen[:300])
            for check in decisive
            if check.outcome == "failed"
        ),
        stuck=tuple(check.id for check in decisive if check.outcome == "could-not-run"),
        figures=report.figures,
    )


def mean(values: Sequence[float]) -> float:
    """Their mean; 0 when there are none."""
    return sum(values) / len(values) if values else 0.0
