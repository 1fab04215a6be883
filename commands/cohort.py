"""cohort grade: many submissions at once, each result as it comes, and what they come to together."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from ..base.errors import UsageError
from ..base.whole_files import whole_file
from ..views.formats import FORMATS
from .grade import Remembered, document, exhibits
from .support.grading import FAILED, PASSED
from .support.open import open_kata, open_pack, right_design
from .support.passages import with_reading
from .support.screen import Screen
from .support.stage_views import beside_references
from .support.trust import trusted

if TYPE_CHECKING:
    from ..cohort.grade import Done
    from ..cohort.ledger import Ledger
    from ..cohort.sources import Source
    from ..cohort.summary import Summary
    from ..content.kata import Kata
    from ..content.pack import Pack
    from ..fleet.workers import Workers
    from ..mentor.judged import Judged
    from ..session.handin import Grade
    from ..views.run import Exhibit

SCHEMA = "kata/cohort/v1"
OUT = "kata-cohort"
"""The folder of the results, when none is named."""

LEDGER, TABLE, SIMILAR, PAGE = "cohort.sqlite", "results.csv", "similar.csv", "cohort.html"
MOST_SHOWN = 8
"""Rows of one kind on the screen; the files have all."""


def grade_cohort(
    screen: Screen,
    named: Sequence[str],
    *,
    stage: int | None,
    workers: Workers,
    out: Path,
    again: bool,
    kata_name: str,
    pack: str,
    yes: bool,
    require: str | None,
    allow_weak: bool,
) -> int:
    """Grades every submission that is named, or goes on with those that are left.

    Raises UsageError for a stage that the kata does not have.
    """
    from ..cohort.sources import sources

    opened = trusted(screen, open_pack(pack), yes=yes)
    kata = open_kata(opened, kata_name)
    if stage is not None and not 1 <= stage <= len(kata.stages):
        raise UsageError(f"--stage {stage}: {kata.name} has the stages 1 to {len(kata.stages)}.")
    found = sources(named)
    out.mkdir(parents=True, exist_ok=True)
    remembered = Remembered(require=require, allow_weak=allow_weak, again=again)
    return _graded(screen, found, kata, opened, pack, stage or 0, workers, out.resolve(), remembered)


def _graded(
    screen: Screen,
    found: Sequence[Source],
    kata: Kata,
    pack: Pack,
    folder: str,
    stage: int,
    workers: Workers,
    out: Path,
    remembered: Remembered,
) -> int:
    from ..base.folders import state_folder
    from ..base.lock import locked
    from ..cohort.grade import Cohort, grade_all
    from ..cohort.ledger import Ledger
    from ..cohort.similar import common
    from ..cohort.summary import summary
    from ..fleet.fleet import Fleet, grading_by
    from ..session.gradings import FOLDER, Gradings

    walls = remembered.walls()
    with locked(out / "lock", wait=False), Fleet(workers.courier()) as fleet:
        grade = grading_by(fleet, str(Path(folder).resolve()) if folder else "", walls)
        ledger = Ledger(out / LEDGER)
        try:
            cohort = Cohort(
                kata=kata,
                out=out,
                grade=grade,
                gradings=lambda: Gradings(state_folder() / FOLDER, walls=lambda: walls),
                walls=walls,
                right=right_design(pack, kata),
                export=_Export(kata, pack, grade),
                stage=stage,
                again=remembered.again,
                common=common(kata, pack),
            )
            with _progress(screen, len(found)) as tell:
                for done in grade_all(cohort, ledger, found, 2 * fleet.capacity() + 1):
                    tell(done)
            total = summary(kata.title, len(kata.stages), ledger)
            _write(out, total, ledger)
        finally:
            ledger.close()
    _show(screen, total, out)
    return PASSED if total.passed == total.count else FAILED


class _Export:
    """A graded submission in every format; what is the same for all, the references, is looked up once."""

    def __init__(self, kata: Kata, pack: Pack, grade: Grade) -> None:
        self._kata, self._pack, self._grade = kata, pack, grade
        self._lock = threading.Lock()
        self._references: dict[int, Exhibit] = {}

    def __call__(self, judged: Judged) -> Mapping[str, bytes]:
        from ..views.formats.json import document_text
        from ..views.run import Run

        shown = tuple(self._beside(each) for each in exhibits(judged))
        run = with_reading(
            Run(kata=self._kata.title, trainee=judged.trainee, exhibits=shown), self._pack.book
        )
        files = {"grade.json": document_text(msgspec.to_builtins(document(judged)))}
        for form in FORMATS:
            if form.name == "json":
                for exhibit in shown:
                    one = replace(run, exhibits=(exhibit,))
                    files[f"stage-{exhibit.report.stage}.json"] = form.render(one)
            else:
                files[f"{form.name}.{form.extension}"] = form.render(run)
        return {name: text.encode("utf-8", "backslashreplace") for name, text in files.items()}

    def _beside(self, exhibit: Exhibit) -> Exhibit:
        stage = exhibit.report.stage
        with self._lock:
            if stage not in self._references:
                self._references[stage] = beside_references(exhibit, self._kata, self._pack, self._grade)
            known = self._references[stage]
        return replace(
            exhibit, reference=known.reference, reference_files=known.reference_files, band=known.band
        )


@contextmanager
def _progress(screen: Screen, count: int) -> Iterator[Callable[[Done], None]]:
    """A line for each submission as it is done, and below them how far it is, how fast, and what is left."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
        console=screen.aside,
        disable=not screen.redraws,
        speed_estimate_period=600,
        expand=True,
    )
    begun, fresh = time.monotonic(), 0
    task = bar.add_task("Graded", total=count, rate="")

    def tell(done: Done) -> None:
        nonlocal fresh
        fresh += not done.graded_before
        hourly = 3600 * fresh / max(1e-9, time.monotonic() - begun)
        bar.update(task, advance=1, rate=f"{hourly:,.0f} an hour" if fresh else "")
        if not done.graded_before:
            screen.say(_told(done), "" if not done.result.error else "bold")

    with bar:
        yield tell


def _told(done: Done) -> str:
    """One submission in one line."""
    from ..views.wording import number

    result = done.result
    if result.error:
        return f"  {result.name}: {result.error}"
    signs = {True: "✓", False: "✗"}
    stages = ", ".join(
        f"stage {each.stage} {'?' if each.stuck else signs[each.passed]} {number(each.score)}"
        for each in result.stages
    )
    return f"  {result.name}: {stages}"


def _write(out: Path, total: Summary, ledger: Ledger) -> None:
    from ..cohort.page import page
    from ..cohort.summary import table

    with _whole(out / TABLE) as file:
        file.writelines(table(ledger.results()))
    with _whole(out / SIMILAR) as file:
        file.write("one,other,fingerprints in common,share\r\n")
        file.writelines(
            f"{each.one},{each.other},{each.common},{each.share:.2f}\r\n" for each in total.similar
        )
    with _whole(out / PAGE) as file:
        file.write(page(total))


@contextmanager
def _whole(path: Path) -> Iterator[IO[str]]:
    """A text file that is there whole or as it was before."""
    with whole_file(path) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="")
        yield file
        file.flush()
        file.detach()


def _show(screen: Screen, total: Summary, out: Path) -> None:
    from ..cohort.page import headline
    from ..views.wording import count, number

    if screen.json:
        screen.document({"schema": SCHEMA, "out": str(out), **_document(total)})
        return
    screen.show()
    screen.show(headline(total), "bold")
    for stage in sorted(total.stages):
        each = total.stages[stage]
        screen.show(
            f"  Stage {stage}: {each.passed} of {each.handed_in} passed, {number(each.score)} points on average"
        )
    if total.failed:
        screen.show("What failed most", "bold")
        for check in total.failed[:MOST_SHOWN]:
            screen.show(f"  {check.count:4}  stage {check.stage}  {check.finding.id}")
        if len(total.failed) > MOST_SHOWN:
            screen.show(f"  and {len(total.failed) - MOST_SHOWN} more checks")
    if total.alike:
        sizes = ", ".join(str(each.count) for each in total.alike[:MOST_SHOWN])
        screen.show(f"{count(len(total.alike), 'kind')} of design, by size: {sizes}")
    if total.similar:
        screen.show("Similar work (no verdict: look at both)", "bold")
        for pair in total.similar[:MOST_SHOWN]:
            screen.show(f"  {pair.share:4.0%}  {pair.one} and {pair.other}")
        if len(total.similar) > MOST_SHOWN:
            screen.show(f"  and {len(total.similar) - MOST_SHOWN} more pairs")
    if total.broken:
        screen.show("Not graded", "bold")
        for name, error in total.broken[:MOST_SHOWN]:
            screen.show(f"  {name}: {error}")
        if len(total.broken) > MOST_SHOWN:
            screen.show(f"  and {len(total.broken) - MOST_SHOWN} more")
    if total.undecided:
        screen.show(f"The grader had trouble with {', '.join(total.undecided[:MOST_SHOWN])}. Run this again.")
    screen.show()
    screen.show(f"The page: {out / PAGE}", whole=True)
    screen.show(f"The table: {out / TABLE}", whole=True)
    screen.show(f"Each submission in every format: {out / 'people'}", whole=True)


def _document(total: Summary) -> dict[str, object]:
    return {
        "kata": total.kata,
        "count": total.count,
        "passed": total.passed,
        "broken": [{"name": name, "error": error} for name, error in total.broken],
        "undecided": total.undecided,
        "stages": [
            {"stage": each.stage, "handed_in": each.handed_in, "passed": each.passed, "score": each.score}
            for _, each in sorted(total.stages.items())
        ],
        "failed": [
            {"check": each.finding.id, "stage": each.stage, "count": each.count} for each in total.failed
        ],
        "kinds": [each.count for each in total.alike],
        "similar": [
            {"one": each.one, "other": each.other, "share": round(each.share, 2)} for each in total.similar
        ],
    }
