"""demo: plays every stage with a reference design, through the very functions that a trainee uses.

It is for somebody who may play the kata afterwards. So it shows the first brief, and a first try that fails
as first tries do; of later stages the verdict alone, without briefs and without a line or a name of the
reference's code. `--spoil` shows the rest.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .handin import show_outcome, show_verdict
from .support.grading import grading, verdict_code
from .support.open import open_kata, open_pack
from .support.screen import Screen
from .support.stage_views import closed_exhibit
from .support.trust import trusted

if TYPE_CHECKING:
    from ..content.designs import Design, Pitfall
    from ..content.kata import Files, Kata
    from ..content.pack import Pack
    from ..report.report import Report
    from ..session.handin import Grade
    from ..session.sitting import Sitting

BAR = 40
"""Columns of the longest bar of the picture."""


def demo(screen: Screen, name: str, pack_folder: str, spoil: bool, yes: bool) -> int:
    """Plays the kata in a temporary folder, unattended, and cleans up."""
    pack = trusted(screen, open_pack(pack_folder), yes=yes)
    kata = open_kata(pack, name or pack.default())
    with tempfile.TemporaryDirectory(prefix="kata-demo-") as folder, grading(screen) as grade:
        reports = _Play(screen, pack, kata, Path(folder), grade, spoil).whole()
    passed = sum(report.passed for report in reports)
    _announce(screen, f"The demo is over: {passed} of {len(kata.stages)} stages passed.")
    if not spoil:
        screen.show("Later briefs and the reference's code were not shown, so that you can play it yourself.")
        screen.show("To see them all the same: `kata demo --spoil`.")
    screen.show(f"Your turn: `kata start {kata.name}`.")
    return verdict_code(reports)


class _Play:
    """One demo in `folder`."""

    def __init__(
        self, screen: Screen, pack: Pack, kata: Kata, folder: Path, grade: Grade, spoil: bool
    ) -> None:
        from ..session.clock import SystemClock
        from ..session.home import Home
        from ..session.reveal import start

        self._screen, self._pack, self._kata, self._grade, self._spoil = screen, pack, kata, grade, spoil
        self._try = pack.first_try(kata.name)
        self._design: Design = self._try.base if self._try else pack.designs(kata.name)[0]
        _announce(screen, f"$ kata start {kata.name}")
        self._sitting: Sitting = start(
            kata, folder / kata.name, Home(folder / "state"), SystemClock(), str(pack.root)
        )

    def whole(self) -> list[Report]:
        """The last report of each stage, up to the first that does not pass in the end."""
        from ..views.comparison import print_comparison
        from ..views.terminal import print_brief

        first = self._kata.stage(1)
        title = f"Stage 1 of {len(self._kata.stages)}: {first.title}"
        print_brief(title, first.brief, self._screen.console)
        if self._try is not None:
            self._fail(self._try)
        reports: list[Report] = []
        for stage in self._kata.stages:
            corrects = self._try is not None and stage.number == 1
            done = f"Stage {stage.number} is done by a reference design"
            _announce(self._screen, "The mistake is corrected" if corrects else done)
            self._lay(self._design.overlay(stage.number))
            reports.append(self._next())
            if not reports[-1].passed:
                return reports
        if self._spoil:
            _announce(self._screen, "$ kata compare")
            beside = closed_exhibit(self._sitting, self._pack, self._grade, len(reports))
            print_comparison(beside, self._screen.console)
        else:
            self._draw(reports)
        return reports

    def _fail(self, pitfall: Pitfall) -> None:
        """Hands in the first try, which has one flaw."""
        _announce(self._screen, "A first try, with a common mistake")
        self._lay({**self._design.overlay(1), **pitfall.overlay(1)})
        self._next()

    def _lay(self, files: Files) -> None:
        """Lays files into the workspace, as a trainee would write them."""
        from ..views.wording import count
        from ..workspace.materialise import materialise

        there = self._sitting.snapshot().files
        materialise(files, self._sitting.workspace)
        changed = [path for path in files if there.get(path) != files[path]]
        if self._spoil:
            for path in changed:
                lines = files[path].count(b"\n")
                self._screen.show(f"  {'changes' if path in there else 'adds   '} {path} ({lines} lines)")
        else:
            lines = sum(files[path].count(b"\n") for path in changed)
            new = sum(path not in there for path in changed)
            told = f"{count(new, 'new file')}, {len(changed) - new} changed"
            self._screen.show(f"  {told}, {count(lines, 'line')} in them")

    def _next(self) -> Report:
        from ..session.handin import hand_in

        _announce(self._screen, "$ kata next")
        outcome = hand_in(self._sitting, self._grade)
        if self._spoil:
            show_outcome(self._screen, self._sitting, outcome)
        else:
            show_verdict(self._screen, self._sitting, outcome.report)
        return outcome.report

    def _draw(self, reports: Sequence[Report]) -> None:
        """What each stage cost, as bars: new lines, and lines of closed code that were changed."""
        _announce(self._screen, "What each new requirement cost this design")
        figures = [report.figures for report in reports if report.figures is not None]
        most = max([1, *(each.lines_added for each in figures)])
        for number, each in enumerate(figures, start=1):
            bar = "█" * round(BAR * each.lines_added / most)
            closed = f", {each.closed_lines_changed} lines of existing code changed" if number > 1 else ""
            self._screen.show(f"  Stage {number}  {bar} {each.lines_added} new lines{closed}")


def _announce(screen: Screen, words: str) -> None:
    screen.show()
    screen.show(words, "bold cyan")
    screen.show()
