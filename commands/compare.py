"""compare: a closed stage of the trainee's beside the reference designs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..base.errors import StateError, UsageError
from .support.open import open_sitting
from .support.screen import Screen
from .support.ways import way_of

if TYPE_CHECKING:
    from ..session.sitting import Sitting
    from ..views.run import Exhibit

SCHEMA = "kata/compare/v1"


def compare(screen: Screen, stage: int | None) -> int:
    """Shows figures, running objects and new files, side by side.

    Raises StateError for a stage without a report.
    """
    sitting = open_sitting()
    number = _closed_stage(sitting, stage)
    report = sitting.report(number)
    if report is None:
        raise StateError(
            f"Stage {number} has no report yet. Hand in, or wait for its verdict: `kata status`."
        )
    with way_of(screen, sitting) as way:
        exhibit = way.beside(sitting, report)
    if not exhibit.band:
        raise StateError("In a room the reference is shown in the debrief. Look again then: `kata compare`.")
    if screen.json:
        screen.document(_document(exhibit))
    else:
        from ..views.comparison import print_comparison

        print_comparison(exhibit, screen.console)
    return 0


def _closed_stage(sitting: Sitting, stage: int | None) -> int:
    """The stage asked for, or the last that is closed: the reference must not show before."""
    closed = sitting.progress().closed
    if stage is None and closed:
        return closed
    if stage is not None and not 1 <= stage <= len(sitting.kata.stages):
        raise UsageError(f"There is no stage {stage}. The stages are 1 to {len(sitting.kata.stages)}.")
    if stage is None or stage > closed:
        which = f"Stage {stage} is not closed yet." if stage else "No stage is closed yet."
        raise StateError(f"{which} The reference is shown once your own stage is closed: `kata next`.")
    return stage


def _document(exhibit: Exhibit) -> dict[str, Any]:
    """The comparison as data. Files that are not UTF-8 are shown with replacement characters."""
    return {
        "schema": SCHEMA,
        "kata": exhibit.report.kata,
        "stage": exhibit.report.stage,
        "yours": {
            "figures": exhibit.report.figures,
            "objects": exhibit.report.objects,
            "new_files": _texts(exhibit.new_files),
        },
        "reference": {"objects": exhibit.reference, "new_files": _texts(exhibit.reference_files)},
        "band": dict(exhibit.band),
    }


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: data.decode("utf-8", "replace") for path, data in files.items()}
