"""The cohort on one page: nothing in it is loaded from elsewhere, and nothing in it runs."""

from __future__ import annotations

from markupsafe import Markup

from ..views.cost import MEASURES
from ..views.formats.html import environment
from ..views.objects import sentence
from ..views.pictures.curves import draw_curves
from ..views.pictures.objects import draw_objects
from .summary import Alike, Summary

MOST_ROWS = 200
"""Rows of one table; the files beside the page have all."""

NAMES = dict(MEASURES)


def page(found: Summary) -> str:
    """The page as a whole document."""
    return (
        environment()
        .get_template("cohort.html")
        .render(
            cohort=found,
            headline=headline(found),
            stages=[found.stages[number] for number in sorted(found.stages)],
            charts=[
                (NAMES[name], draw_curves(NAMES[name], counted))
                for name, counted in found.costs.items()
                if counted
            ],
            failed=found.failed[:MOST_ROWS],
            most=max((each.count for each in found.failed), default=1),
            kinds=[(each, _drawn(each), sentence(each.picture)) for each in found.alike],
            similar=found.similar[:MOST_ROWS],
            left={"failed": len(found.failed) - MOST_ROWS, "similar": len(found.similar) - MOST_ROWS},
        )
        .rstrip("\n")
        + "\n"
    )


def headline(found: Summary) -> str:
    """What the cohort came to, in a sentence."""
    told = f"{found.passed} of {found.count} passed every stage that they handed in"
    if found.broken:
        told += f"; {len(found.broken)} could not be graded"
    return told + "."


def _drawn(alike: Alike) -> Markup:
    return draw_objects(alike.picture, f"The most typical of {alike.count}")
