"""The line that tells how far a grading is."""

from __future__ import annotations

import io
from typing import Any

import pytest
from kata.commands.support.grading import Meter
from kata.grader.grade import Progress
from rich.console import Console


class Line:
    """A screen that may be written over, or not, 60 columns wide."""

    def __init__(self, redraws: bool) -> None:
        self.redraws = redraws
        self.aside = Console(file=io.StringIO(), width=60)


def told(capsys: pytest.CaptureFixture[str], *, redraws: bool, clock: bool) -> str:
    screen: Any = Line(redraws)
    Meter(screen, "Pour", clock=clock)(Progress(3, 12, "behaviour.pours"))
    return capsys.readouterr().err


def test_it_tells_that_the_clock_stands_and_how_many_checks_are_decided(capsys) -> None:
    assert "Grading Pour (your clock is stopped): 3 of 12 checks" in told(capsys, redraws=True, clock=True)
    assert "Grading Pour: 3 of 12 checks, behaviour.pours" in told(capsys, redraws=True, clock=False)


def test_it_is_silent_where_no_line_can_be_written_over(capsys) -> None:
    assert told(capsys, redraws=False, clock=True) == ""
