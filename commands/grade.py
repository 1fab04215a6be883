"""grade: a mentor grades any repository, with or without our marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from kata.commands.exhibits import beside_references
from kata.commands.grading import grading, verdict_code
from kata.commands.places import open_kata, open_pack
from kata.commands.reading import with_reading
from kata.commands.report import JSON, PAGE, destined, write
from kata.commands.screen import Screen
from kata.errors import UsageError
from kata.grader.report import Report
from kata.reports import hand
from kata.reports.formats import TERMINAL
from kata.workspace.names import printable

if TYPE_CHECKING:
    from kata.content.kata import Kata
    from kata.content.pack import Pack
    from kata.reports.run import Exhibit
    from kata.session.claims import State
    from kata.session.handin import Grade

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
    """All that `kata grade` found: a report for each stage, and what they stand on.

    `score` is the mean of the stages, 0 to 100; `kept` are the stages whose verdict was made before.
    """

    schema: str = SCHEMA
    kata: str
    passed: bool
    score: float = 0.0
    kept: tuple[int, ...] = ()
    states: tuple[Basis, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class Judged:
    """A repository graded stage by stage: `states[n]` is what `reports[n - 1]` is about.

    `kept` are the stages whose verdict was not made now, but on the same files before.
    """

    kata: Kata
    trainee: str
    states: tuple[State, ...]
    reports: tuple[Report, ...]
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class Remembered:
    """Which gradings of before may be shown again: those behind the same walls, none when `again` is said."""

    require: str | None
    allow_weak: bool
    again: bool

    def walls(self) -> str:
        """The name of the walls that stand here for what is asked."""
        from kata.sandbox.ladder import choose

        return choose(require=self.require, allow_weak=self.allow_weak).rung.name


def grade(
    screen: Screen,
    repository: Path,
    stages: Sequence[str],
    *,
    again: bool,
    kata_name: str,
    pack: str,
    form: str,
    output: Path | None,
    require: str | None,
    allow_weak: bool,
) -> int:
    """Grades every stage that the repository holds."""
    known = destined(form, output)
    opened = open_pack(pack)
    kata = open_kata(opened, kata_name)
    with grading(screen, require=require, allow_weak=allow_weak) as judge:
        judged = judged_repository(
            kata, repository, stages, judge, Remembered(require=require, allow_weak=allow_weak, again=again)
        )
        show(screen, judged, known, output, opened, judge)
    return verdict_code(judged.reports)


def judged_repository(
    kata: Kata, repository: Path, stages: Sequence[str], grade: Grade, remembered: Remembered
) -> Judged:
    """Every stage that the repository holds, judged by `grade`; `stages` are given as N=REF.

    What was judged before, on the same files and in the same way, is not judged again.
    """
    from kata.session.claims import claims
    from kata.session.gradings import FOLDER, Gradings
    from kata.session.home import Home
    from kata.session.marked import settled
    from kata.workspace.folders import state_folder

    if not repository.is_dir():
        raise UsageError(f"{repository} is not a folder. Name the folder of a repository.")
    found = claims(kata, repository, _named(stages), Home())
    kept = Gradings(state_folder() / FOLDER, walls=remembered.walls())
    grade = kept.refreshing(grade) if remembered.again else kept.remembering(grade)
    states = settled(kata, found, grade)
    baselines = tuple(state.baseline for state in states)
    reports = tuple(
        _with_basis(
            grade(
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
    return Judged(
        kata=kata,
        trainee=repository.resolve().name,
        states=states,
        reports=reports,
        kept=tuple(report.stage for report in reports if (report.stage, report.tree) in kept.shown),
    )


def show(screen: Screen, judged: Judged, form: str, output: Path | None, pack: Pack, grade: Grade) -> None:
    """Prints what was judged, or writes it in the format `form`, which is known.

    A page shows the references too; `grade` runs those of the pack that were not run before.
    """
    if judged.kept:
        stages = ", ".join(map(str, judged.kept))
        screen.say(f"Stage {stages}: graded before on the same files; shown as it was kept. Anew: --again")
    if form == JSON:
        _document(screen, judged, output)
    elif form == TERMINAL:
        with screen.written(output) as there:
            _show(there, judged)
    else:
        from kata.reports.run import Run

        run = Run(kata=judged.kata.title, trainee=judged.trainee, exhibits=_exhibits(judged))
        if form == PAGE:
            beside = tuple(beside_references(each, judged.kata, pack, grade) for each in run.exhibits)
            run = with_reading(replace(run, exhibits=beside), pack)
        write(run, form, output)


def _document(screen: Screen, judged: Judged, output: Path | None) -> None:
    from kata.reports.text import mean_score

    counted = [hand.counted(report) for report in judged.reports]
    whole = Graded(
        kata=judged.kata.name,
        passed=all(report.passed for report in counted),
        score=mean_score(counted),
        kept=judged.kept,
        states=tuple(_basis(state) for state in judged.states),
        reports=judged.reports,
    )
    screen.document(whole, output)


def _exhibits(judged: Judged) -> tuple[Exhibit, ...]:
    from kata.reports.run import Exhibit

    return tuple(
        Exhibit(
            report=report,
            before=judged.states[report.stage - 1].baseline,
            after=judged.states[report.stage].snapshot,
            given=frozenset(judged.kata.given_at(report.stage)),
        )
        for report in judged.reports
    )


def _show(screen: Screen, judged: Judged) -> None:
    from kata.reports.terminal import print_report, print_walls
    from kata.reports.text import total

    for report in judged.reports:
        print_report(report, screen.console, most=None)
        screen.show()
    if len(judged.reports) > 1:
        screen.show(total([hand.counted(report) for report in judged.reports]), "bold")
        screen.show()
    print_walls(tuple(judged.reports), screen.console)
    screen.show()
    screen.show("What these verdicts stand on", "bold")
    for state in judged.states:
        name = f"stage {state.stage}" if state.stage else "the start"
        where = f" ({printable(state.ref)})" if state.ref else ""
        kept = "; the verdict was kept from before" if state.stage in judged.kept else ""
        screen.show(f"  {name}: {BELIEF[state.source]}{where}{kept}")


def _named(stages: Sequence[str]) -> Mapping[int, str]:
    """`--stage N=REF …` as stage -> ref."""
    named: dict[int, str] = {}
    for given in stages:
        number, equals, ref = given.partition("=")
        if not (equals and ref and number.isascii() and number.isdecimal()):
            raise UsageError(f"--stage {given}: write it as N=REF, for example --stage 1=main~2.")
        if int(number) in named:
            raise UsageError(f"--stage {given}: stage {int(number)} is named twice. Name it once.")
        named[int(number)] = ref
    return named


def _basis(state: State) -> Basis:
    return Basis(stage=state.stage, source=state.source, ref=state.ref, tree=state.snapshot.tree)


def _with_basis(report: Report, states: tuple[State, ...]) -> Report:
    """The report with the amendments before it and a note on every baseline that is only a claim.

    It counts when strong walls stood and the grader kept every baseline itself.
    """
    claimed = [str(state.stage) for state in states[:-1] if state.source == "claimed"]
    notes = report.notes
    if claimed:
        notes += (f"What closed stage {', '.join(claimed)} is only the trainee's claim.",)
    walled = report.sandbox is not None and report.sandbox.counts_as_grade
    return msgspec.structs.replace(
        report, counted=walled and not claimed, amendments=states[-2].amendments, notes=notes
    )
