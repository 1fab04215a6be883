"""`kata watch`, with keys that are typed by the test, saves that it makes up, and a clock that it sets."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from kata.commands.support.keyboard import Keyboard
from kata.commands.support.open import open_sitting
from kata.commands.support.screen import Screen
from kata.commands.support.views import Spoken
from kata.commands.watch import Watch, saved
from kata.session.clock import Instant
from kata.views.watch import KEYS, Face, Look

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

OTHER_SCREEN, FIRST_SCREEN = "\x1b[?1049h", "\x1b[?1049l"

PATIENCE_SECONDS = 120.0
"""A command that says nothing for so long, even on a machine with much else to do, is stuck."""


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A terminal: the end where the test types and reads, and the program's end."""
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


@dataclass
class StillClock:
    """A clock that a test sets, in seconds since the sitting began."""

    start: Instant
    seconds: float = 0.0

    def now(self) -> Instant:
        moved = {name: getattr(self.start, name) + self.seconds for name in ("wall", "awake", "running")}
        return Instant(**moved, boot=self.start.boot)


@dataclass
class Typed:
    """A keyboard on which these keys are pressed, one at each look; then none."""

    keys: list[str]
    there: bool = True

    def pressed(self) -> str:
        return self.keys.pop(0) if self.keys else ""

    def wait(self) -> str:
        return " "

    def lines(self) -> AbstractContextManager[None]:
        return nullcontext()


@dataclass
class Heard:
    """A view that keeps what it was told."""

    faces: list[Face] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    waits: bool = False

    def face(self, face: Face) -> None:
        self.faces.append(face)

    def look(self, look: Look) -> None:
        self.looks.append(look)

    def say(self, words: str) -> None:
        self.words.append(words)

    def shown(self) -> AbstractContextManager[None]:
        return nullcontext()

    def aside(self) -> AbstractContextManager[None]:
        return nullcontext()


@pytest.fixture
def clock(workspace: Path) -> StillClock:
    """Stands where the sitting began."""
    return StillClock(open_sitting().record.entries()[-1].at)


def watched(clock: StillClock, saves: Sequence[tuple[str, ...]], *keys: str) -> Heard:
    """What is shown of the workspace around the current folder over these looks."""
    heard = Heard()
    sitting = replace(open_sitting(), clock=clock)
    Watch(sitting, Screen(), heard, cast(Keyboard, Typed(list(keys)))).run(saves)
    return heard


def test_the_workspace_is_checked_at_first_and_at_each_save(workspace: Path, clock: StillClock) -> None:
    heard = watched(clock, [(), ("tea/plain.py",), (), ("a.py", "b.py")])
    assert [look.saved for look in heard.looks] == [(), ("tea/plain.py",), ("a.py", "b.py")]
    assert all(look.passed and look.checks for look in heard.looks)


def test_a_save_that_breaks_a_rule_is_told_with_its_place(workspace: Path, clock: StillClock) -> None:
    (workspace / "settings.py").write_text("KETTLE = 'cold'\n")
    heard = watched(clock, [("settings.py",)])
    assert not heard.looks[-1].passed
    assert any(check.id == "open-closed.given-files" for check in heard.looks[-1].checks)


def test_the_clock_is_shown_and_speaks_at_its_thresholds(workspace: Path, clock: StillClock) -> None:
    def saves() -> Iterator[tuple[str, ...]]:
        for seconds in (10, 20, 149, 151, 152, 239, 241, 301):
            clock.seconds = seconds
            yield ()

    heard = Heard()
    Watch(replace(open_sitting(), clock=clock), Screen(), heard, cast(Keyboard, Typed([]))).run(saves())
    assert [face.seconds_used for face in heard.faces][:2] == [10, 20]
    assert heard.words == [
        "Half of the time is used: 2.5 minutes left.",
        "1 minute left.",
        "The time is over. You may go on; the report says how long it took.",
    ]


def test_what_editors_do_on_their_way_is_no_save() -> None:
    root = Path("/work")
    paths = ["/work/tea/.plain.py.swp", "/work/.BRIEF.md.17.part", "/work/tea/plain.py", "/work/tea/plain.py"]
    assert saved(root, paths) == ("tea/plain.py",)


def test_q_ends_the_watch(workspace: Path, clock: StillClock) -> None:
    assert len(watched(clock, [(), (), ()], "", "q").faces) == 2


def test_b_shows_the_brief(workspace: Path, clock: StillClock, capfd: pytest.CaptureFixture[str]) -> None:
    watched(clock, [(), ()], "b")
    assert "Tea for {name}" in capfd.readouterr().out


def test_h_without_a_failed_check_says_why_and_the_watch_goes_on(
    workspace: Path, clock: StillClock, capfd: pytest.CaptureFixture[str]
) -> None:
    heard = watched(clock, [(), (), ()], "h")
    assert "Hints are for checks that failed" in capfd.readouterr().out
    assert len(heard.faces) == 3


def test_n_hands_in(workspace: Path, clock: StillClock, capfd: pytest.CaptureFixture[str]) -> None:
    watched(clock, [(), ()], "n")
    assert "Still stage 1" in capfd.readouterr().out


def test_a_trouble_of_one_look_does_not_end_the_watch(workspace: Path, clock: StillClock) -> None:
    record = open_sitting().record
    (record.path.parent / "store.git" / "HEAD").write_text("nonsense")
    heard = watched(clock, [(), ("a.py",)])
    assert heard.looks[-1].trouble
    assert len(heard.faces) == 2


def test_a_paused_clock_is_shown_to_stand(kata: Kata, workspace: Path, clock: StillClock) -> None:
    kata("pause", "--reason", "fire drill")
    assert watched(clock, [()]).faces[0].paused


def test_each_look_is_one_spoken_line(capfd: pytest.CaptureFixture[str]) -> None:
    Spoken(Screen()).look(Look(passed=True, saved=("a.py",), at="12:00:00"))
    assert capfd.readouterr().out == "12:00:00 a.py saved: ✓ no rule is broken.\n"


def test_keys_are_told_one_by_one_and_arrows_are_none(terminal: tuple[int, int]) -> None:
    main, side = terminal
    with Keyboard(side) as keyboard:
        assert keyboard.pressed() == ""
        os.write(main, b"N")
        assert keyboard.wait() == "n"
        os.write(main, b"\x1b[A")
        assert keyboard.wait() == ""


def test_the_terminal_is_as_before_even_after_a_crash(terminal: tuple[int, int]) -> None:
    _main, side = terminal
    before = termios.tcgetattr(side)
    with pytest.raises(ZeroDivisionError), Keyboard(side):
        assert termios.tcgetattr(side) != before
        raise ZeroDivisionError
    assert termios.tcgetattr(side) == before


def test_while_lines_are_asked_for_the_terminal_is_as_before(terminal: tuple[int, int]) -> None:
    _main, side = terminal
    before = termios.tcgetattr(side)
    with Keyboard(side) as keyboard:
        with keyboard.lines():
            assert termios.tcgetattr(side) == before
        assert termios.tcgetattr(side) != before


def test_without_a_terminal_no_key_is_pressed() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"q")
    with Keyboard(reading) as keyboard:
        assert (keyboard.there, keyboard.pressed()) == (False, "")
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("end", [b"q", b"\x03", signal.SIGTERM], ids=["q", "ctrl-c", "terminate"])
def test_however_it_ends_the_terminal_is_put_right(
    workspace: Path, terminal: tuple[int, int], end: bytes | signal.Signals
) -> None:
    main, side = terminal
    before = termios.tcgetattr(side)
    command = [sys.executable, "-m", "kata.cli", "watch"]
    process = subprocess.Popen(
        command, stdin=side, stdout=side, stderr=side, cwd=workspace, preexec_fn=_own_terminal
    )
    shown = _until(main, KEYS)
    if isinstance(end, bytes):
        os.write(main, end)
    else:
        process.send_signal(end)
    shown += _until(main, "Watch ended")
    assert process.wait(PATIENCE_SECONDS) == 0
    assert OTHER_SCREEN in shown
    assert shown.rindex(FIRST_SCREEN) > shown.rindex(KEYS)
    assert termios.tcgetattr(side) == before


def _own_terminal() -> None:
    """In the child: a session whose terminal is the test's, so that Ctrl-C reaches it."""
    import fcntl

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until(main: int, words: str) -> str:
    """What the terminal shows up to these words."""
    shown = b""
    while words.encode() not in shown:
        assert select.select([main], [], [], PATIENCE_SECONDS)[0], shown.decode("utf-8", "replace")
        shown += os.read(main, 65536)
    return shown.decode("utf-8", "replace")
