"""Submissions of the miniature kata at its first stage, and a grader that only counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kata.content.kata import Kata
from kata.content.pack import Pack
from kata.report.report import CheckResult, Figures, ObjectNode, ObjectPicture, Report
from kata.workspace.materialise import materialise

PACK = Path(__file__).parents[1] / "commands" / "pack"


@pytest.fixture(scope="session")
def tea() -> Kata:
    return Pack(PACK).kata("tea")


@pytest.fixture
def hand_in(tea: Kata, tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes the folder of one submission, with one file of its own."""

    def write(name: str, text: str = "") -> Path:
        folder = tmp_path / "submissions" / name
        materialise(
            {**tea.starter, **tea.given_at(1), "own.py": (text or f"x = {name!r}\n").encode()}, folder
        )
        return folder

    return write


class Counting:
    """Passes everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, str]] = []

    def __call__(self, kata, stage, current, baselines, *, refactored):
        self.asked.append((stage, current.tree))
        return Report(
            kata=kata.name,
            stage=stage,
            stage_name=kata.stage(stage).name,
            passed=True,
            score=100,
            verdict=None,
            tree=current.tree,
            baselines=tuple(each.tree for each in baselines),
            checks=(
                CheckResult(
                    id="behaviour.a", stage=stage, group="current", outcome="passed", summary="A holds."
                ),
            ),
            figures=Figures(lines_added=3),
            objects=ObjectPicture(roots=(("a.b", 0),), nodes=(ObjectNode(label="B", module="a"),)),
        )


@pytest.fixture
def counting() -> Counting:
    return Counting()
