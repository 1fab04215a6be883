"""play: a program plays a kata, once or several times, and is judged by what it did to its own design."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import UsageError
from .report import run_of
from .support.grading import grading, verdict_code
from .support.open import open_kata, open_pack
from .support.screen import Screen, put
from .support.trust import trusted

if TYPE_CHECKING:
    from ..content.kata import Kata
    from ..content.pack import Pack
    from ..report.report import Report
    from ..session.handin import Grade
    from ..session.player import Turn
    from ..session.sitting import Sitting

SCHEMA = "kata/play/v1"
HEADS = (
    "run",
    "passed",
    "rules",
    "regres-\nsions",
    "closed\nlines",
    "dupli-\ncated",
    "copied",
    "erosion",
    "time",
)


@dataclass(frozen=True)
class Row:
    """What one run came to. Lines are summed over the stages; shares are 0 to 1, of the code at the end."""

    command: str
    run: int
    stages: int
    stages_passed: int
    hard_rules: str
    regressions: int
    closed_lines_changed: int
    duplicated_lines: int
    copied: float
    erosion: float
    seconds: float
    trouble: str = ""
    wall: str = "hidden"


def play(
    screen: Screen,
    name: str,
    commands: Sequence[str],
    *,
    runs: int,
    pack: str,
    yes: bool,
    out: Path,
    allow_weak: bool,
) -> int:
    """Plays the kata with each command, `runs` times each, and shows what came of it.

    Raises UsageError without a command, and for a folder that is not empty.
    """
    opened = trusted(screen, open_pack(pack), yes=yes)
    kata = open_kata(opened, name)
    if not commands:
        raise UsageError("Say what plays: --with 'COMMAND'.")
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty. Name another --out.")
    out.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    reports: list[Report] = []
    with grading(screen) as grade:
        for number, command in enumerate(commands, 1):
            for run in range(1, runs + 1):
                place = out.resolve() / (
                    f"run-{run}" if len(commands) == 1 else f"command-{number}-run-{run}"
                )
                row, found = _once(screen, kata, opened, command, run, place, grade, allow_weak)
                rows.append(row)
                reports += found
    if screen.json:
        screen.document({"schema": SCHEMA, "kata": kata.name, "runs": rows, "reports": reports})
    else:
        _show(screen, rows, reports, out)
    return verdict_code(reports) if reports and not any(row.trouble for row in rows) else 1


def _once(
    screen: Screen,
    kata: Kata,
    pack: Pack,
    command: str,
    run: int,
    place: Path,
    grade: Grade,
    allow_weak: bool,
) -> tuple[Row, list[Report]]:
    from ..base.folders import state_folder
    from ..sandbox.hiding import hiding
    from ..session.clock import SystemClock
    from ..session.home import Home
    from ..session.player import play as played
    from ..session.reveal import start

    place.mkdir()
    with tempfile.TemporaryDirectory(prefix="kata-play-") as state:
        sitting = start(kata, place / kata.name, Home(Path(state)), SystemClock(), str(pack.root))
        program = Path(__file__).parent.parent
        hidden = dict.fromkeys([Path(state), program, pack.root, state_folder()])
        shown = [Path(sys.prefix)] if Path(sys.prefix).is_relative_to(program) else []
        wall = [] if allow_weak else hiding(tuple(hidden), shown)
        turns = []
        for turn in played(sitting, command, grade, wall=wall, logs=place):
            turns.append(turn)
            screen.say(_told(turn, run))
        _export(sitting, pack, place, len(turns))
        reports = [turn.report for turn in turns if turn.report is not None]
        return _row(sitting, command, run, turns, reports, allow_weak), reports


def _told(turn: Turn, run: int) -> str:
    from ..views.wording import clock, number

    ended = "its time was up" if turn.status is None else f"it ended with {turn.status}"
    if turn.report is None:
        return f"  run {run}, stage {turn.stage}: {ended}; {turn.trouble}"
    sign = "✓" if turn.report.passed else "✗"
    return f"  run {run}, stage {turn.stage}: {ended} after {clock(turn.seconds)}; {sign} {number(turn.report.score)}"


def _export(sitting: Sitting, pack: Pack, place: Path, stages: int) -> None:
    from ..views.formats import named

    run = run_of(sitting, pack, tuple(range(1, stages + 1)))
    if run.exhibits:
        for form in ("html", "junit", "csv"):
            put(named(form).render(run), place / f"report.{named(form).extension}")


def _row(
    sitting: Sitting, command: str, run: int, turns: Sequence[Turn], reports: Sequence[Report], weak: bool
) -> Row:
    from ..analysis.sprawl import copied, erosion

    kata = sitting.kata
    given = kata.given_at(max(1, len(reports)))
    start, last = sitting.baselines()[0], sitting.baselines()[-1]
    verdicts = {report.verdict for report in reports} - {None}
    figures = [report.figures for report in reports if report.figures is not None]
    failed = [
        check
        for report in reports
        for check in report.checks
        if check.outcome == "failed" and not check.advice
    ]
    return Row(
        command=command,
        run=run,
        stages=len(kata.stages),
        stages_passed=sum(report.passed for report in reports),
        hard_rules="violated" if "violated" in verdicts else "kept" if verdicts else "",
        regressions=sum(check.group == "regression" for check in failed),
        closed_lines_changed=sum(each.closed_lines_changed for each in figures),
        duplicated_lines=sum(each.duplicated_lines for each in figures),
        copied=round(copied(start, last, kata.layout, given), 3),
        erosion=round(erosion(last, kata.layout, given), 3),
        seconds=round(sum(turn.seconds for turn in turns), 1),
        trouble=next((turn.trouble for turn in turns if turn.trouble), ""),
        wall="none" if weak else "hidden",
    )


def _show(screen: Screen, rows: Sequence[Row], reports: Sequence[Report], out: Path) -> None:
    from rich.table import Table

    from ..views.terminal import print_report

    if len(rows) == 1:
        for report in reports:
            print_report(report, screen.console, most=3)
            screen.show()
    for command in dict.fromkeys(row.command for row in rows):
        screen.show(f"$ {command}", "bold")
        table = Table(box=None, pad_edge=False)
        for head in HEADS:
            table.add_column(head, justify="right")
        for row in rows:
            if row.command == command:
                table.add_row(*_cells(row))
        screen.console.print(table)
    if any(row.wall == "none" for row in rows):
        screen.show(
            "Nothing was hidden from the player (--allow-weak-sandbox): it could read the hidden tests."
        )
    screen.show(f"Workspaces, reports and what the player printed: {out.resolve()}", whole=True)


def _cells(row: Row) -> tuple[str, ...]:
    counts = (row.regressions, row.closed_lines_changed, row.duplicated_lines)
    shares = (f"{row.copied:.0%}", f"{row.erosion:.0%}", f"{row.seconds:.0f} s")
    return (str(row.run), f"{row.stages_passed} of {row.stages}", row.hard_rules, *map(str, counts), *shares)
