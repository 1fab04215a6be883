"""grade: a mentor grades any repository, with or without our marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import msgspec

from ..base.errors import UsageError
from ..report.report import Report
from ..report.whole import as_it_counts
from ..views.formats import TERMINAL
from ..workspace.names import printable
from .report import JSON, PAGE, format_for, write
from .support.grading import grading, verdict_code
from .support.open import kata_of, open_pack, right_design
from .support.passages import with_reading
from .support.screen import Screen
from .support.stage_views import beside_references
from .support.trust import trusted

if TYPE_CHECKING:
    from ..content.kata import Kata
    from ..content.pack import Pack
    from ..mentor.judged import Judged
    from ..mentor.state import State
    from ..session.handin import Grade
    from ..views.run import Exhibit

SCHEMA = "kata/grade/v1"

BELIEF = {
    "kata": "from the kata itself",
    "kept": "kept by the grader on this machine",
    "claimed": "claimed by the trainee",
    "work tree": "the files as they are now",
    "missing": "not handed over",
}

_SHORT_ADDRESS = re.compile(r"[\w.-]+@[\w.-]+:")
"""An address of ssh as people write it for git."""


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
class Remembered:
    """Which gradings of before may be shown again: those behind the same walls, none when `again` is said."""

    require: str | None
    allow_weak: bool
    again: bool

    def walls(self) -> str:
        """The name of the walls that stand here for what is asked."""
        from ..sandbox.ladder import choose

        return choose(require=self.require, allow_weak=self.allow_weak).rung.name


def grade(
    screen: Screen,
    repository: Path,
    stages: Sequence[str],
    *,
    again: bool,
    kata_name: str,
    pack: str,
    yes: bool,
    form: str,
    output: Path | None,
    require: str | None,
    allow_weak: bool,
) -> int:
    """Grades every stage that the repository holds."""
    known = format_for(form, output)
    opened = trusted(screen, open_pack(pack), yes=yes)
    kata = kata_of(opened, kata_name, repository)
    with grading(screen, require=require, allow_weak=allow_weak) as judge:
        judged = judged_repository(
            kata,
            opened,
            repository,
            stages,
            judge,
            Remembered(require=require, allow_weak=allow_weak, again=again),
        )
        show(screen, judged, known, output, opened, judge)
    return verdict_code(judged.reports)


def judged_repository(
    kata: Kata, pack: Pack, repository: Path, stages: Sequence[str], grade: Grade, remembered: Remembered
) -> Judged:
    """Every stage that the repository holds, judged by `grade`; `stages` are given as N=REF.

    What was judged before, on the same files and in the same way, is not judged again.
    """
    from ..base.folders import state_folder
    from ..mentor.judged import judge_states, open_handed_over, trainee
    from ..mentor.submitted_states import find_states
    from ..session.gradings import FOLDER, Gradings
    from ..session.home import Home

    with open_handed_over(repository) as folder:
        found = find_states(kata, folder, _named(stages), Home())
    gradings = Gradings(state_folder() / FOLDER, walls=remembered.walls)
    right = right_design(pack, kata)
    return judge_states(kata, trainee(repository), found, grade, gradings, right, again=remembered.again)


def located(name: str) -> Path:
    """Makes a path of what a mentor names. Raises UsageError for an address, and says what to do with it."""
    if name.startswith("file://"):
        return Path(url2pathname(urlsplit(name).path))
    if "://" in name or (_SHORT_ADDRESS.match(name) and not Path(name).exists()):
        raise UsageError(f"{name} is an address. Fetch it first (git clone {name}), then grade that folder.")
    return Path(name)


def show(screen: Screen, judged: Judged, form: str, output: Path | None, pack: Pack, grade: Grade) -> None:
    """Prints what was judged, or writes it in the format `form`, which is known.

    A page shows the references too; `grade` runs those of the pack that were not run before.
    """
    if judged.graded_before:
        stages = ", ".join(map(str, judged.graded_before))
        screen.say(
            f"Stage {stages}: graded before on the same files, so it is not graded again. To grade it again: --again"
        )
    if form == JSON:
        screen.document(document(judged), output)
    elif form == TERMINAL:
        with screen.written(output) as there:
            _show(there, judged)
    else:
        from ..views.run import Run

        run = Run(kata=judged.kata.title, trainee=judged.trainee, exhibits=exhibits(judged))
        if form == PAGE:
            beside = tuple(beside_references(each, judged.kata, pack, grade) for each in run.exhibits)
            run = with_reading(replace(run, exhibits=beside), pack.book)
        write(run, form, output)


def document(judged: Judged) -> Graded:
    """All that was found, as one document."""
    from ..views.text import mean_score

    counted = [as_it_counts(report) for report in judged.reports]
    return Graded(
        kata=judged.kata.name,
        passed=all(report.passed for report in counted),
        score=mean_score(counted),
        kept=judged.graded_before,
        states=tuple(_basis(state) for state in judged.states),
        reports=judged.reports,
    )


def exhibits(judged: Judged) -> tuple[Exhibit, ...]:
    """What was judged as the renderers take it, stage by stage."""
    from ..views.run import Exhibit

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
    from ..views.terminal import print_report, print_walls
    from ..views.text import total

    for report in judged.reports:
        print_report(report, screen.console, most=None)
        screen.show()
    if len(judged.reports) > 1:
        screen.show(total([as_it_counts(report) for report in judged.reports]), "bold")
        screen.show()
    print_walls(tuple(judged.reports), screen.console)
    screen.show()
    screen.show("Where each state comes from", "bold")
    for state in judged.states:
        name = f"stage {state.stage}" if state.stage else "the start"
        where = _where(state)
        kept = "; not graded again, shown as it was kept" if state.stage in judged.graded_before else ""
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
    tree = "" if state.source == "missing" else state.snapshot.tree
    return Basis(stage=state.stage, source=state.source, ref=state.ref, tree=tree)


def _where(state: State) -> str:
    if state.by_message:
        return f" (by the message of commit {state.ref[:10]})"
    return f" ({printable(state.ref)})" if state.ref else ""
