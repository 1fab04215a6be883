"""grade: a mentor grades any repository, with or without our marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from kata.commands.grading import grading, verdict_code
from kata.commands.places import open_kata, open_pack
from kata.commands.report import TERMINAL, write
from kata.commands.screen import Screen
from kata.errors import UsageError
from kata.grader.report import Report

if TYPE_CHECKING:
    from kata.session.claims import State

SCHEMA = "kata/grade/v1"

BELIEF = {
    "kata": "from the kata itself",
    "kept": "kept by the grader on this machine",
    "claimed": "only the trainee's claim",
    "work tree": "the files as they are now",
}


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Where the state of one stage came from; stage 0 is the start."""

    stage: int
    source: str
    ref: str
    tree: str


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """All that `kata grade` found: a report for each stage, and what they stand on."""

    schema: str = SCHEMA
    kata: str
    passed: bool
    states: tuple[Basis, ...]
    reports: tuple[Report, ...]


def grade(
    screen: Screen,
    repository: Path,
    stages: Sequence[str],
    *,
    kata_name: str,
    pack: str,
    form: str,
    output: Path | None,
    require: str | None,
    allow_weak: bool,
) -> int:
    """Grades every stage that the repository holds."""
    from kata.session.claims import claims
    from kata.session.home import Home

    if not repository.is_dir():
        raise UsageError(f"{repository} is not a folder. Name the folder of a repository.")
    kata = open_kata(open_pack(pack), kata_name)
    states = claims(kata, repository, _named(stages), Home())
    baselines = tuple(state.baseline for state in states)
    with grading(screen, require=require, allow_weak=allow_weak) as judge:
        reports = tuple(
            _with_basis(
                judge(
                    kata,
                    state.stage,
                    state.snapshot,
                    baselines[: state.stage],
                    refactored=states[state.stage - 1].refactored,
                ),
                states[: state.stage + 1],
            )
            for state in states[1:]
        )
    if screen.json:
        screen.document(
            Graded(
                kata=kata.name,
                passed=all(report.passed for report in reports),
                states=tuple(_basis(state) for state in states),
                reports=reports,
            )
        )
    elif form != TERMINAL:
        from kata.reports.run import Exhibit, Run

        exhibits = tuple(
            Exhibit(report=report, before=baselines[number - 1], after=states[number].snapshot)
            for number, report in enumerate(reports, start=1)
        )
        write(Run(kata=kata.title, trainee=repository.resolve().name, exhibits=exhibits), form, output)
    else:
        _show(screen, reports, states)
    return verdict_code(reports)


def _show(screen: Screen, reports: tuple[Report, ...], states: tuple[State, ...]) -> None:
    from kata.reports.terminal import print_report

    for report in reports:
        print_report(report, screen.console, most=None)
        screen.show()
    screen.show("What these verdicts stand on", "bold")
    for state in states:
        name = f"stage {state.stage}" if state.stage else "the start"
        where = f" ({state.ref})" if state.ref else ""
        screen.show(f"  {name}: {BELIEF[state.source]}{where}")


def _named(stages: Sequence[str]) -> Mapping[int, str]:
    """`--stage N=REF …` as stage -> ref."""
    named = {}
    for given in stages:
        number, equals, ref = given.partition("=")
        if not (equals and ref and number.isascii() and number.isdecimal()):
            raise UsageError(f"--stage {given}: write it as N=REF, for example --stage 1=main~2.")
        named[int(number)] = ref
    return named


def _basis(state: State) -> Basis:
    return Basis(stage=state.stage, source=state.source, ref=state.ref, tree=state.snapshot.tree)


def _with_basis(report: Report, states: tuple[State, ...]) -> Report:
    """The report, counted when strong walls stood, with a note on every baseline that is only a claim."""
    claimed = [str(state.stage) for state in states[:-1] if state.source == "claimed"]
    notes = report.notes
    if claimed:
        notes += (f"What closed stage {', '.join(claimed)} is only the trainee's claim.",)
    counted = report.sandbox is not None and report.sandbox.counts_as_grade
    return msgspec.structs.replace(report, counted=counted, notes=notes)
