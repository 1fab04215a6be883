from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.commands.support.paging import headed, paged
from kata.commands.support.screen import Screen
from rich.console import Console

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

LINES = [f"line {number}" for number in range(75)]


class Terminal(Screen):
    """A screen of 24 lines whose output can be read."""

    def __init__(self, terminal: bool = True) -> None:
        super().__init__()
        self.out = io.StringIO()
        console = Console(file=self.out, force_terminal=terminal, width=80, height=24, color_system=None)
        object.__setattr__(self, "console", console)


def text(console: Console) -> None:
    for line in LINES:
        console.print(line)


def few(console: Console) -> None:
    console.print("short")


@pytest.fixture
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a pager got to see."""
    program = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    monkeypatch.setenv("PAGER", f"{sys.executable} -c \"{program}\" '{tmp_path / 'seen'}'")
    return tmp_path / "seen"


def test_a_text_longer_than_the_screen_goes_through_the_pager(pager: Path) -> None:
    screen = Terminal()
    paged(screen, text)
    assert pager.read_text().splitlines() == LINES
    assert screen.out.getvalue() == ""


@pytest.mark.parametrize("case", ["no terminal", "said so", "short", "cat", "empty", "missing"])
def test_everything_else_is_printed(pager: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    if case in ("cat", "empty", "missing"):
        monkeypatch.setenv("PAGER", {"cat": "cat", "empty": "", "missing": "/no/such/pager"}[case])
    screen = Terminal(terminal=case != "no terminal")
    paged(screen, few if case == "short" else text, pager=case != "said so")
    assert screen.out.getvalue().splitlines() == (["short"] if case == "short" else LINES)
    assert not pager.exists()


def test_a_head_leaves_room_for_what_stands_below_and_says_where_the_rest_is() -> None:
    screen = Terminal()
    headed(screen, text, 7, "BRIEF.md")
    shown = screen.out.getvalue().splitlines()
    assert shown[:2] == LINES[:2]
    assert len(shown) + 7 < 24
    assert shown[-1] == f"… {75 - len(shown) + 1} more lines: BRIEF.md"


def test_a_head_is_whole_where_it_fits_or_nobody_scrolls() -> None:
    for screen, show in ((Terminal(), few), (Terminal(terminal=False), text)):
        headed(screen, show, 7, "BRIEF.md")
        assert "more lines" not in screen.out.getvalue()


def test_the_brief_is_whole_in_a_pipe(kata: Kata, workspace: Path) -> None:
    assert kata("brief").out == kata("brief", "--no-pager").out
