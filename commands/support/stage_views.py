"""The stages of a sitting or of a grading as the renderers take them, beside the reference designs."""

from __future__ import annotations

import getpass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.errors import StateError
from ...report.files import read_report, write_report
from ...report.report import ObjectPicture, Report
from ...session.home import Home

if TYPE_CHECKING:
    from ...content.kata import Kata
    from ...content.pack import Pack
    from ...session.handin import Grade
    from ...session.references import Reference
    from ...session.sitting import Sitting
    from ...views.run import Exhibit

REFERENCES = "references"
"""The folder, beside that of the sittings, with what running the references found."""


def trainee() -> str:
    """Who is logged in here, as far as the machine knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def exhibit_of(sitting: Sitting, found: Report) -> Exhibit:
    """One stage with the files before and after it, from the grader's own store."""
    from ...session.sitting import attempt_label
    from ...views.run import Exhibit

    verdict = sitting.last_verdict(found.stage)
    if verdict is None:
        return Exhibit(report=found)
    return Exhibit(
        report=found,
        before=sitting.before(found),
        after=sitting.store.load(attempt_label(found.stage, verdict.attempt)),
        given=frozenset(sitting.kata.given_at(found.stage)),
    )


def closed_exhibit(sitting: Sitting, pack: Pack, grade: Grade, stage: int) -> Exhibit:
    """Puts a closed stage of a sitting beside the references; before it is closed they must not show.

    Raises StateError when its report is gone.
    """
    found = sitting.report(stage)
    if found is None:
        raise StateError(
            f"The report of stage {stage} is gone from {sitting.folder}. Put it back from a copy."
        )
    folder = sitting.folder.parent.parent / REFERENCES
    return beside_references(exhibit_of(sitting, found), sitting.kata, pack, grade, folder)


def beside_references(
    exhibit: Exhibit, kata: Kata, pack: Pack, grade: Grade, folder: Path | None = None
) -> Exhibit:
    """The exhibit with the figures of every reference design and the objects of the first.

    What running the reference found is kept in `folder`; without one, beside the sittings.
    """
    from ...analysis.states import States
    from ...grader.figures import measure
    from ...session.references import references

    designs = references(kata, pack.designs(kata.name), exhibit.report.stage)
    return replace(
        exhibit,
        reference=_running_objects(exhibit.report, kata, designs[0], grade, folder or _beside_sittings()),
        reference_files=designs[0].new_files,
        band={
            design.title: measure(States(design.baselines[-1], design.after), kata.layout)
            for design in designs
        },
    )


def _beside_sittings() -> Path:
    return Home().folder.parent / REFERENCES


def _running_objects(
    found: Report, kata: Kata, design: Reference, grade: Grade, folder: Path
) -> ObjectPicture | None:
    """What holds what in the reference, found by running it once: its files say all about it."""
    if found.tree == design.after.tree:
        return found.objects
    file = folder / f"{kata.name}-{found.stage}-{design.after.tree}.json"
    report = read_report(file)
    if report is None:
        report = grade(kata, found.stage, design.after, design.baselines, refactored=False)
        write_report(report, file)
    return report.objects
