"""watch: the clock and `kata check` on each save, until q or Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import KataError
from ..session.reminders import due
from .support.company import Company, Nobody, company_of
from .support.keyboard import END, Keyboard
from .support.open import open_sitting, seat_of
from .support.screen import Screen
from .support.views import Drawn, Spoken, View

if TYPE_CHECKING:
    from ..session.sitting import Sitting
    from ..views.watch import Look

NOBODY = Nobody()
TICK_MILLISECONDS = 200
"""A key waits no longer than this, and the clock's seconds do not stumble."""


def watch(screen: Screen, tests: bool, plain: bool) -> int:
    """Watches the workspace around the current folder; `plain` never draws over what was said."""
    sitting = open_sitting()
    if seat_of(sitting) is None:  # in a room one may wait for the next stage here
        sitting.open_progress()
    with Keyboard() as keyboard, company_of(sitting) as company:
        drawn = keyboard.there and sys.stdout.isatty() and not plain
        view: View = Drawn(screen) if drawn else Spoken(screen)
        with _terminal_put_right(view, keyboard), suppress(KeyboardInterrupt), view.shown():
            Watch(sitting, screen, view, keyboard, tests=tests, company=company, again=_again).run(
                saves(sitting.workspace)
            )
    screen.show("Watch ended. The clock is still running. `kata status` shows the time.")
    return 0


def _again(sitting: Sitting) -> Sitting:
    """The sitting as it is after a command: a room may have brought more of the kata."""
    return open_sitting(sitting.workspace)


def saves(workspace: Path) -> Iterator[tuple[str, ...]]:
    """The paths that were saved, as they come; nothing, several times a second, when none was."""
    import watchfiles

    root = workspace.resolve()
    for changes in watchfiles.watch(root, rust_timeout=TICK_MILLISECONDS, yield_on_timeout=True):
        yield saved(root, [path for _, path in changes])


def saved(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Each path below `root` once, without the hidden ones that editors and git use on their way."""
    relative = {Path(path).relative_to(root) for path in paths}
    return tuple(
        sorted(str(path) for path in relative if not any(part.startswith(".") for part in path.parts))
    )


class Watch:
    """One watched sitting."""

    def __init__(
        self,
        sitting: Sitting,
        screen: Screen,
        view: View,
        keyboard: Keyboard,
        *,
        tests: bool = False,
        company: Company = NOBODY,
        again: Callable[[Sitting], Sitting] = lambda sitting: sitting,
    ) -> None:
        self._sitting, self._screen, self._view, self._keyboard = sitting, screen, view, keyboard
        self._tests = tests
        self._company, self._again = company, again
        self._stage = 0
        self._used = 0.0
        self._said = ""

    def run(self, looks: Iterable[tuple[str, ...]]) -> None:
        """Looks at each save and each key until the watching ends."""
        look = self._look(())
        for paths in looks:
            if paths:
                look = self._look(paths)
            self._tick(look)
            key = self._keyboard.pressed()
            if key == END:
                return
            if key in ACTIONS:
                self._act(ACTIONS[key])
                self._sitting = self._again(self._sitting)
                now = self._sitting.progress()
                if now.closed == len(self._sitting.kata.stages):
                    return
                look = self._look(())

    def _look(self, saved: tuple[str, ...]) -> Look:
        from ..views.watch import Look
        from .check import checked_now

        at = self._sitting.clock.now().time_of_day()
        try:
            checked = checked_now(self._sitting, self._tests)
        except (KataError, OSError) as error:  # a save in the middle of another, a pause: told, not the end
            look = Look(saved=saved, at=at, trouble=str(error))
        else:
            look = Look(
                checks=checked.checks,
                unreadable=checked.unreadable,
                own_tests=checked.own_tests.summary if checked.own_tests else "",
                passed=checked.passed,
                unwritten=checked.unwritten,
                saved=saved,
                at=at,
            )
        self._view.look(look)
        return look

    def _tick(self, look: Look) -> None:
        from ..views.watch import Face

        now = self._sitting.progress()
        stage = self._sitting.kata.stage(now.stage)
        used = self._sitting.timesheet(now.stage).used
        allowed = round(self._sitting.pace.allowed(stage))
        if now.stage != self._stage:
            self._stage, self._used, self._said = now.stage, used, ""
        for words in (*due(self._used, used, allowed), *self._company.words()):
            self._said = words
            self._view.say(words)
        self._used = used
        title = f"{stage.number} of {len(self._sitting.kata.stages)}, {stage.title}"
        paused = now.paused is not None
        self._view.face(Face(self._sitting.kata.title, title, used, allowed, paused, look, self._said))

    def _act(self, action: Callable[[Screen], int]) -> None:
        with self._view.aside():
            with self._keyboard.lines():
                try:
                    action(self._screen)
                except KataError as error:
                    self._screen.show(str(error), "bold")
            if self._view.waits:
                self._screen.show("Press any key to go back to the watch.", "dim")
                self._keyboard.wait()


def _next(screen: Screen) -> int:
    from .handin import hand_in_next

    return hand_in_next(screen, anyway=False)


def _hint(screen: Screen) -> int:
    from .hint import hint

    return hint(screen)


def _brief(screen: Screen) -> int:
    from .support.work import brief

    return brief(screen)


ACTIONS: dict[str, Callable[[Screen], int]] = {"n": _next, "h": _hint, "b": _brief}


@contextmanager
def _terminal_put_right(view: View, keyboard: Keyboard) -> Iterator[None]:
    """Ends on a request of the system as on Ctrl-C, and gives the terminal back while Ctrl-Z holds it up."""

    def held_up(_signal: int, _frame: object) -> None:
        with view.aside(), keyboard.lines():
            os.kill(os.getpid(), signal.SIGSTOP)

    handlers = {signal.SIGTERM: signal.default_int_handler, signal.SIGTSTP: held_up}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
