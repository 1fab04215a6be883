"""report: what a grading found, on the screen or in another format."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import StateError, UsageError
from ..views.formats import TERMINAL
from .bundle import show_way
from .support.chapters import report_for_trainee
from .support.open import book_of, open_sitting, open_stage
from .support.passages import with_reading
from .support.screen import Screen, put
from .support.stage_views import exhibit_of, trainee
from .support.ways import in_touch, way_of

if TYPE_CHECKING:
    from ..content.pack import Pack
    from ..report.report import Report
    from ..session.sitting import Sitting
    from ..views.run import Exhibit, Run

JSON = "json"
PAGE = "html"
"""The one format that shows the references; they cost a grading where they were not run before."""

ANNOTATIONS = "github"
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
"""Names the file, in a workflow of GitHub's, whose Markdown is shown beside the run."""


def report(screen: Screen, stage: int | None, form: str, output: Path | None) -> int:
    """Shows the last grading of a stage, or writes it in another format.

    Without a stage, a terminal and JSON get the last one handed in, every other format the whole run. Raises
    StateError for a stage that was not handed in.
    """
    sitting = open_sitting()
    in_touch(screen, sitting)
    number = open_stage(sitting, stage)
    if sitting.report(number) is None:
        raise StateError(f"Stage {number} was not handed in yet. Hand in with `kata next`.")
    known = format_for(form, output)
    if known == TERMINAL:
        from ..views.terminal import print_report

        [exhibit] = run_of(sitting, None, (number,)).exhibits
        with screen.written(output) as there:
            print_report(exhibit.report, there.console, most=None)
        if output is None:
            screen.show()
            show_way(screen, sitting)
        return 0
    stages = tuple(range(1, number + 1)) if stage is None and known != JSON else (number,)
    if known != PAGE:
        write(run_of(sitting, None, stages), known, output)
        return 0
    with way_of(screen, sitting) as way:
        run = run_of(sitting, None, stages, beside=way.beside)
    write(with_reading(run, lambda: book_of(sitting)), known, output)
    return 0


def write(run: Run, form: str, output: Path | None) -> None:
    """Renders a run in a format, to a file or to stdout."""
    from ..views.formats import named

    put(named(form).render(run), output)
    summary = os.environ.get(STEP_SUMMARY)
    if form == ANNOTATIONS and summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(named("markdown").render(run))


def run_of(
    sitting: Sitting,
    pack: Pack | None,
    stages: tuple[int, ...],
    *,
    beside: Callable[[Sitting, Report], Exhibit] | None = None,
) -> Run:
    """The graded stages of a sitting as the renderers take them; by `beside`, beside the references.

    References stand beside closed stages alone, and chapters that are shut are told to be. `pack` is the sitting's
    own where none is given.
    """
    from ..views.run import Run

    exhibits = []
    for stage in stages:
        found = sitting.report(stage)
        if found is None:
            continue
        exhibit = None
        if beside is not None and sitting.is_closed(stage):
            exhibit = beside(sitting, found)
        exhibits.append(_for_trainee(exhibit or exhibit_of(sitting, found), sitting, pack))
    return Run(kata=sitting.kata.title, trainee=trainee(), exhibits=tuple(exhibits))


def _for_trainee(exhibit: Exhibit, sitting: Sitting, pack: Pack | None) -> Exhibit:
    from dataclasses import replace

    return replace(exhibit, report=report_for_trainee(exhibit.report, sitting, pack))


def format_for(form: str, output: Path | None) -> str:
    """The format that is meant: the one that is named, else the one of the file's ending, else the screen's.

    Raises UsageError for what could not be written, before anything is graded.
    """
    from ..views.formats import for_file, named

    if output is not None and not output.parent.is_dir():
        raise UsageError(f"{output.parent} is not a folder. Name a file in a folder that exists.")
    if output is not None and output.is_dir():
        raise UsageError(f"{output} is a folder. Name a file.")
    if form:
        return form if form == TERMINAL else named(form).name
    return TERMINAL if output is None else for_file(output.name)
