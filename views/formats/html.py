"""One self-contained page: the headline, the stages on a line of time, what was found, what it cost."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ...report.report import Report
from .. import mentor_words, wording
from ..book.page import ShownSection
from ..book.prose import prose
from ..escape import one_line, visible
from ..page import Finding, StagePage, stage_page
from ..pictures.cost import draw_bar, draw_costs
from ..run import Run
from ..text import place, reading

MAX_TEXT = 3_000  # characters of one text on the page


def render(run: Run) -> str:
    """The page as a whole document; nothing in it is loaded from elsewhere and nothing in it runs."""
    stages = tuple(stage_page(exhibit) for exhibit in run.exhibits)
    reports = tuple(exhibit.report for exhibit in run.exhibits)
    page = (
        environment()
        .get_template("page.html")
        .render(
            run=run,
            stages=stages,
            first=_first(stages),
            headline=wording.run_headline(reports),
            charts=_charts(stages),
            references=_references(run),
            passages={
                (each.chapter, each.section): ShownSection(
                    f"book-{each.chapter}-{each.section}", each.title, prose(each.text, each.pictures)
                )
                for each in run.reading
            },
        )
    )
    return page.rstrip("\n") + "\n"


def _charts(stages: tuple[StagePage, ...]) -> tuple[tuple[str, Markup], ...]:
    """Charts over the stages; a single stage has its table alone."""
    points = tuple((stage.report.stage, stage.costs) for stage in stages if stage.costs)
    return draw_costs(points) if len(points) > 1 else ()


def _references(run: Run) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for exhibit in run.exhibits for name in exhibit.band))


def environment() -> Environment:
    """Every value is made printable and escaped on its way into the page, so no template can forget it."""
    environment = Environment(
        loader=PackageLoader("kata.views", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.globals.update(
        words=wording,
        hand=mentor_words,
        place=place,
        reading=reading,
        signs=wording.OUTCOME_SIGNS,
        share=_share,
        line=one_line,
        title=_title,
        bar=draw_bar,
    )
    return environment


def _printable(value: Any) -> Any:
    return visible(value, MAX_TEXT) if isinstance(value, str) and not isinstance(value, Markup) else value


def _share(used: float | None, allowed: int) -> tuple[int, int]:
    """Percent of a bar that is time within the limit, and percent that is over it."""
    if used is None or not allowed:
        return (0, 0)
    whole = max(used, allowed)
    return (round(100 * min(used, allowed) / whole), round(100 * max(0.0, used - allowed) / whole))


def _title(report: Report) -> str:
    name = wording.stage_name(report)
    return name[:1].upper() + name[1:]


def _first(stages: tuple[StagePage, ...]) -> Finding | None:
    """The one finding that the top of the page shows: that of the headline."""
    found = [stage.findings[0] for stage in stages if stage.findings and not stage.report.passed]
    return found[0] if found else None
