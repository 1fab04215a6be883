"""demo: plays every stage with a reference design, through the very functions that a trainee uses."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kata.commands.exhibits import closed_exhibit
from kata.commands.grading import grading, verdict_code
from kata.commands.handin import show_outcome
from kata.commands.places import open_kata, open_pack
from kata.commands.screen import Screen

if TYPE_CHECKING:
    from kata.content.designs import Design
    from kata.content.kata import Kata
    from kata.content.pack import Pack
    from kata.grader.report import Report
    from kata.session.handin import Grade
    from kata.session.sitting import Sitting


def demo(screen: Screen, name: str, pack_folder: str) -> int:
    """Plays the kata in a temporary folder, unattended, and cleans up."""
    pack = open_pack(pack_folder)
    kata = open_kata(pack, name)
    with tempfile.TemporaryDirectory(prefix="kata-demo-") as folder, grading(screen) as grade:
        reports = _play(screen, pack, kata, Path(folder), grade)
    passed = sum(report.passed for report in reports)
    _announce(screen, f"The demo is over: {passed} of {len(kata.stages)} stages passed.")
    screen.show(f"Your turn: `kata start {kata.name}`.")
    return verdict_code(reports)


def _play(screen: Screen, pack: Pack, kata: Kata, folder: Path, grade: Grade) -> list[Report]:
    """The reports of the stages, up to the first that does not pass."""
    from kata.reports.comparison import print_comparison
    from kata.reports.terminal import print_brief
    from kata.session.clock import SystemClock
    from kata.session.home import Home
    from kata.session.reveal import start

    design = pack.designs(kata.name)[0]
    _announce(screen, f"$ kata start {kata.name}")
    sitting = start(kata, folder / kata.name, Home(folder / "state"), SystemClock(), str(pack.root))
    first = kata.stage(1)
    print_brief(f"Stage 1 of {len(kata.stages)}: {first.title}", first.brief, screen.console)
    reports: list[Report] = []
    for stage in kata.stages:
        _announce(screen, f"The reference ({design.title}) does stage {stage.number}")
        _fill_in(screen, sitting, design, stage.number)
        _announce(screen, "$ kata next")
        reports.append(_next(screen, sitting, grade))
        if not reports[-1].passed:
            return reports
    _announce(screen, "$ kata compare")
    print_comparison(closed_exhibit(sitting, pack, grade, len(kata.stages)), screen.console)
    return reports


def _fill_in(screen: Screen, sitting: Sitting, design: Design, stage: int) -> None:
    """Lays the design's files of a stage into the workspace, as a trainee would write them."""
    from kata.workspace.materialise import materialise

    files = design.overlay(stage)
    there = sitting.snapshot().files
    materialise(files, sitting.workspace)
    for path, content in files.items():
        lines = content.count(b"\n")
        screen.show(f"  {'changes' if path in there else 'adds   '} {path} ({lines} lines)")


def _next(screen: Screen, sitting: Sitting, grade: Grade) -> Report:
    from kata.session.handin import hand_in

    outcome = hand_in(sitting, grade)
    show_outcome(screen, sitting, outcome)
    return outcome.report


def _announce(screen: Screen, words: str) -> None:
    screen.show()
    screen.show(words, "bold cyan")
    screen.show()
