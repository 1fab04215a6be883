"""What the trainee expects to change next, and what the report says of it."""

from __future__ import annotations

import io
import os
import pty
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.commands.debrief import QUESTION, ask
from kata.commands.support.open import open_sitting
from kata.commands.support.screen import Screen
from kata.session.events import HandedIn

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

pytestmark = pytest.mark.usefixtures("graded_once")

Do = Callable[[int], None]


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Puts the test's streams on a terminal of its own, where these bytes have been typed."""
    main, side = pty.openpty()
    with (
        os.fdopen(side, "r", encoding="utf-8", errors="replace") as reading,
        os.fdopen(os.dup(side), "w", encoding="utf-8") as writing,
        os.fdopen(main, "wb", buffering=0) as keys,
    ):

        def type_in(typed: bytes) -> None:
            monkeypatch.setattr("sys.stdin", reading)
            monkeypatch.setattr("sys.stdout", writing)
            keys.write(typed)

        yield type_in


def test_what_was_expected_stands_beside_what_changed(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    first = kata("next", "--expect", "a second\n  kind of  tea")
    assert first.code == 0
    assert QUESTION not in first.out
    do(2)
    assert kata("next").code == 0
    told = kata("report", "--format", "json").document["expectation"]
    assert told["said"] == "a second kind of tea"
    assert "tea/__init__.py" in told["changed"]
    assert "tea/sugar.py" in told["added"]
    for form in ("terminal", "markdown", "html"):
        said = kata("report", "--stage", "2", "--format", form).out
        assert "a second kind of tea" in said
        assert "sugar" in said


def test_while_a_trainee_is_asked_nothing_is_locked_and_the_verdict_was_shown(
    kata: Kata, workspace: Path, do: Do, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    def asked(_screen: Screen) -> str:
        shown.append(capfd.readouterr().out)
        with open_sitting().alone():
            assert open_sitting().progress().closed == 1
        return "more tea"

    do(1)
    monkeypatch.setattr("kata.commands.handin.ask", asked)
    assert kata("next").code == 0
    assert "Stage 1 passed" in shown[0]
    assert kata("status", "--format", "json").document["stage"] == 2


def test_killed_while_a_trainee_is_asked_nothing_is_lost(
    kata: Kata, workspace: Path, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(1)
    child = os.fork()
    if child == 0:
        monkeypatch.setattr("kata.commands.handin.ask", lambda _screen: os.kill(os.getpid(), signal.SIGKILL))
        try:
            kata("next")
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert open_sitting().progress().closed == 1
    before = open_sitting().report(1)
    said = kata("next", "--format", "json")
    assert (said.code, said.document["next_stage"]) == (0, 2)
    assert open_sitting().report(1) == before
    assert len([e for e in open_sitting().record.entries() if isinstance(e.event, HandedIn)]) == 1


def test_a_script_is_not_asked(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    said = kata("next")
    assert (said.code, QUESTION in said.out) == (0, False)
    do(2)
    assert kata("next", "--format", "json").document["expectation"] is None


def test_an_expectation_of_a_stage_that_stays_open_is_not_kept(kata: Kata, workspace: Path, do: Do) -> None:
    assert kata("next", "--expect", "nothing").code == 1
    do(1)
    kata("next")
    do(2)
    assert kata("next", "--format", "json").document["expectation"] is None


def test_the_answer_is_one_line_without_what_steers_a_terminal(keyboard: Callable[[bytes], None]) -> None:
    keyboard(b"a second\x1b[2J provider\n")
    assert ask(Screen()) == "a second[2J provider"


@pytest.mark.parametrize("typed", [b"\n", b"\x04"], ids=["enter", "end-of-input"])
def test_the_question_can_be_skipped(keyboard: Callable[[bytes], None], typed: bytes) -> None:
    keyboard(typed)
    assert ask(Screen()).strip() == ""


def test_ctrl_c_skips_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, _size: int | None = -1) -> str:  # type: ignore[override]  # typeshed knows bytes alone
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupted())
    monkeypatch.setattr("sys.stdout", Interrupted())
    assert ask(Screen()) == ""


def test_json_is_never_asked(keyboard: Callable[[bytes], None]) -> None:
    keyboard(b"unread\n")
    assert ask(Screen(json=True)) == ""
