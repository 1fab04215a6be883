"""What a rule may look at, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..content.kata import Files, Kata, Stage
from ..report.report import Cause, Evidence
from ..workspace.snapshot import Snapshot


@dataclass(frozen=True)
class Case:
    """One submission as the static rules see it. Nothing of it is ever imported or run.

    `before` is the state that closed the last stage, as amended (the starter with stage 1's given
    files at stage 1); `after` is what is handed in; `given` are the kata's own files at this
    stage; `options` come from the check's entry in stage.toml; `refactored` tells that a declared
    refactoring came before.
    """

    kata: Kata
    stage: Stage
    before: Snapshot
    after: Snapshot
    given: Files
    options: Mapping[str, Any] = field(default_factory=dict)
    refactored: bool = False


@dataclass(frozen=True)
class Judgement:
    """What is decided of one check. `expected` and `seen` are sentences in the trainee's words.

    A `cause` is why the code failed when it ran; its places then stand for `evidence`.
    """

    outcome: Literal["passed", "failed", "told", "skipped", "could-not-run"]
    summary: str
    expected: str = ""
    seen: str = ""
    evidence: tuple[Evidence, ...] = ()
    cause: Cause | None = None


def passed(summary: str, *, evidence: tuple[Evidence, ...] = ()) -> Judgement:
    """The rule holds."""
    return Judgement("passed", summary, evidence=evidence)


def failed(summary: str, *, expected: str, seen: str, evidence: tuple[Evidence, ...]) -> Judgement:
    """The rule is broken, and `evidence` shows where."""
    return Judgement("failed", summary, expected, seen, evidence)
