"""What a rule is, what it may look at, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from ..analysis.patching.running_functions import RunningFunction
from ..analysis.program import Program
from ..analysis.states import States
from ..content.kata import Files, Kata, Stage
from ..report.report import Cause, Evidence
from ..workspace.snapshot import Snapshot


@dataclass(frozen=True)
class Case:
    """One submission as the static rules see it. Nothing of it is ever imported or run.

    `states.before` is the state that closed the last stage, as amended (the starter with stage 1's given
    files at stage 1), `states.after` what is handed in; all rules share the programs analysed of them, as
    `old` and `new`. `given` are the kata's own files at this stage; `options` are the check's in
    stage.toml, of the type that its rule declares (None where it declares none); `refactored` tells that
    a declared refactoring came before.
    """

    kata: Kata
    stage: Stage
    states: States
    given: Files
    options: Any = None
    refactored: bool = False

    @property
    def before(self) -> Snapshot:
        """The files that closed the last stage."""
        return self.states.before

    @property
    def after(self) -> Snapshot:
        """The files that are handed in."""
        return self.states.after

    @property
    def old(self) -> Program:
        """The analysed program of what closed the last stage."""
        return self.states.old

    @property
    def new(self) -> Program:
        """The analysed program of what is handed in."""
        return self.states.new


class Judgement(msgspec.Struct, frozen=True):
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


def could_not_run(trouble: str) -> Judgement:
    """The grader or the machine had trouble; it never counts against the trainee."""
    return Judgement(
        "could-not-run",
        "This check could not run: the grader had trouble. That is not your fault.",
        seen=trouble,
    )


class Rule(msgspec.Struct, frozen=True):
    """One rule, declared at the end of its own file; `name` is the file's, and what stage.toml says.

    - `judge` decides from the sources alone;
    - `options` is what stage.toml may say in the check's `options`, None where it may say nothing;
    - `compares`: it judges what was changed or added since the state before, not what the code does;
    - `hard`: it is one of the hard rules, so the id of its check begins with a hard group;
    - `halved_by_refactoring`: after a declared refactoring of closed code its check is worth half;
    - `judge_running` is asked too when a child has run and `judge` did not fail: it is handed what is
      alive there, and answers None when nothing is wrong.
    """

    name: str
    judge: Callable[[Case], Judgement]
    options: type[msgspec.Struct] | None = None
    compares: bool = False
    hard: bool = False
    halved_by_refactoring: bool = False
    judge_running: Callable[[Case, Sequence[RunningFunction]], Judgement | None] | None = None
