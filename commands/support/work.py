"""start, brief, status, pause, resume: a sitting's own commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .open import open_kata, open_pack, open_sitting
from .paging import headed, paged
from .screen import Screen
from .trust import trusted
from .ways import in_touch

if TYPE_CHECKING:
    from ...content.kata import Kata
    from ...session.sitting import Sitting
    from ...session.status import Status
    from .paging import Print

START_LINES = 7
"""Lines that stand below the first brief."""

REST = "`kata brief`, or open BRIEF.md"


def start(screen: Screen, name: str, folder: str, pack: str, yes: bool = False) -> int:
    """Makes a workspace and starts the clock of stage 1; whoever names a pack from elsewhere is asked once."""
    from ...session.clock import SystemClock
    from ...session.home import Home
    from ...session.reveal import start as begin

    opened = open_pack(pack)
    kata = open_kata(opened, name)
    trusted(screen, opened, yes=yes)
    workspace = Path(folder or kata.name).absolute()
    sitting = begin(kata, workspace, Home(), SystemClock(), str(Path(pack).resolve()) if pack else "")
    show_start(screen, sitting, folder or kata.name)
    return 0


def show_start(screen: Screen, sitting: Sitting, folder: str) -> None:
    """The first brief, and what to type now; `folder` is where to go first, if anywhere."""
    kata = sitting.kata
    headed(screen, brief_of(kata, 1), START_LINES, REST)
    screen.show(f"Your workspace is {sitting.workspace}. The clock runs: {kata.stage(1).minutes} minutes.")
    if folder:
        screen.show(f"  cd {folder}")
    screen.show("  kata check    checks the rules and runs your own tests")
    screen.show("  kata watch    shows the clock, and checks on each save")
    screen.show("  kata next     hands in; when all required checks pass, stage 2 comes")


def brief(screen: Screen, pager: bool = True) -> int:
    """Shows the open stage's brief again."""
    sitting = open_sitting()
    stage = sitting.kata.stage(sitting.progress().stage)
    paged(screen, brief_of(sitting.kata, stage.number), pager)
    return 0


def status(screen: Screen) -> int:
    """Shows the stage, the time, the rules in force and the last verdict."""
    from ...session.status import status as status_of
    from ...views.terminal import Voice, print_status
    from ...views.wording import number

    sitting = open_sitting()
    in_touch(screen, sitting)
    now = status_of(sitting)
    if screen.json:
        screen.document(now)
        return 0
    stages = []
    for stage in sitting.kata.stages:
        report = sitting.report(stage.number) if stage.number <= now.stage else None
        title = stage.title if stage.number <= now.stage else "?"
        outcome = "" if report is None or not sitting.is_closed(stage.number) else _word(report.passed)
        stages.append((title, outcome))
    print_status(
        screen.console,
        kata=now.title,
        stages=tuple(stages),
        current=0 if now.finished else now.stage,
        seconds_used=now.seconds_used,
        seconds_allowed=now.seconds_allowed,
        paused=now.paused,
        notes=now.notes,
    )
    say = Voice(screen.console)
    if now.last is not None:
        last = now.last
        outcome = (
            f"stage {last.stage}, hand-in {last.attempt}: {_word(last.passed)}, {number(last.score)} of 100"
        )
        say.entry("Last", outcome)
    if not now.finished:
        say.line("Rules in force", "bold")
        for rule in now.rules:
            say.line(f"{'advice: ' if rule.advice else ''}{rule.holds} ({rule.id})", indent=2)
    say.entry("Next", _next(now))
    return 0


def _next(now: Status) -> str:
    """What to do now, as a command."""
    if now.finished:
        return "`kata report` and `kata compare` show the result; `kata bundle` packs your work for a mentor"
    if now.paused:
        return "`kata resume` starts the clock again"
    if now.last is not None and now.last.stage == now.stage:
        return "fix what failed (`kata report`), then `kata next`"
    return "write the code that `kata brief` asks for, then `kata next`"


def pause(screen: Screen, reason: str) -> int:
    """Stops the clock."""
    from ...session.pause import pause as stop

    stop(open_sitting(), reason)
    screen.show("The clock is stopped. Start it again with `kata resume`.")
    return 0


def resume(screen: Screen) -> int:
    """Lets the clock run again."""
    from ...session.pause import resume as go_on

    go_on(open_sitting())
    screen.show("The clock runs again.")
    return 0


def brief_of(kata: Kata, number: int) -> Print:
    """Prints the brief of that stage under its title."""
    from ...views.terminal import print_brief

    stage = kata.stage(number)
    title = f"Stage {number} of {len(kata.stages)}: {stage.title}"
    return lambda console: print_brief(title, stage.brief, console)


def _word(passed: bool) -> str:
    return "passed" if passed else "not passed"
