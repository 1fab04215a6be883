"""How a sitting stands, as `kata status` tells it (schema `kata/status/v1`)."""

from __future__ import annotations

import msgspec

from .sitting import Sitting

SCHEMA = "kata/status/v1"


class RuleInForce(msgspec.Struct, frozen=True, kw_only=True):
    """A rule about the code that holds at this stage: the check's id, and what must hold."""

    id: str
    holds: str
    advice: bool = False


class LastVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the last grading said. `stage` may be an earlier one, when nothing was handed in since."""

    stage: int
    attempt: int
    passed: bool
    score: float
    headline: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How a sitting stands. Durations in seconds; `seconds_left` is negative when over time."""

    schema: str = SCHEMA
    kata: str
    title: str
    workspace: str
    stage: int
    stage_title: str
    stages: int
    finished: bool
    paused: bool
    pause_reason: str = ""
    started_at: str
    seconds_used: float
    seconds_allowed: int
    seconds_left: float
    seconds_paused: float
    attempts: int
    rules: tuple[RuleInForce, ...] = ()
    last: LastVerdict | None = None
    notes: tuple[str, ...] = ()


def status(sitting: Sitting) -> Status:
    """How the sitting stands now."""
    now = sitting.progress()
    kata = sitting.kata
    stage = kata.stage(now.stage)
    sheet = sitting.timesheet(now.stage)
    allowed = round(sitting.pace.allowed(stage))
    finished = now.closed == len(kata.stages)
    notes = [*sheet.remarks, *sitting.remarks(), *sitting.repository.notes()]
    if now.between_stages and not finished:
        notes.append(f"Stage {now.stage + 1} is not revealed yet. Run `kata next` to go on.")
    return Status(
        kata=kata.name,
        title=kata.title,
        workspace=str(sitting.workspace),
        stage=now.stage,
        stage_title=stage.title,
        stages=len(kata.stages),
        finished=finished,
        paused=now.paused is not None,
        pause_reason=now.paused.reason if now.paused else "",
        started_at=sheet.started.text(),
        seconds_used=round(sheet.used, 1),
        seconds_allowed=allowed,
        seconds_left=round(allowed - sheet.used, 1),
        seconds_paused=round(sheet.paused, 1),
        attempts=now.attempts,
        rules=tuple(
            RuleInForce(id=check.id, holds=check.holds, advice=check.advice)
            for _, check in kata.checks_from(now.stage)
            if check.rule
        ),
        last=_last_verdict(sitting, now.stage),
        notes=tuple(notes),
    )


def _last_verdict(sitting: Sitting, stage: int) -> LastVerdict | None:
    for number in (stage, stage - 1):
        verdict = sitting.last_verdict(number)
        report = sitting.report(number)
        if verdict is not None and report is not None:
            return LastVerdict(
                stage=number,
                attempt=verdict.attempt,
                passed=report.passed,
                score=report.score,
                headline=report.headline,
            )
    return None
