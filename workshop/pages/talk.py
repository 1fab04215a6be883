"""The debrief of a room, as a page and as values for the exports."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from ...content.kata import Kata
from ...views.cost import CHARTED, MEASURES
from ...views.objects import sentence
from ...views.pictures.curves import draw_curves
from ...views.pictures.objects import draw_objects
from ..debrief.debrief import COSTS_AT, Cluster, Debrief, Said, debrief
from ..debrief.dots import draw_dots
from ..debrief.gather import Work, gather
from ..katas import Katas
from ..refusal import not_there
from ..snapshots import load
from .asked import Asked, Page, shown
from .board import name_of
from .facts import Facts
from .render import page
from .reports import closed_states

MINUTE_SECONDS = 60.0
NAMES = dict(MEASURES)
MOST_SAID = 100
MOST_LINES = 200
"""Of one file of code that is shown."""

STYLES = (
    Path(__file__).parents[2] / "views" / "templates" / "page.css",
    Path(__file__).parent / "static" / "room.css",
)


@dataclass(frozen=True)
class Talk:
    """A debrief with the code that may be shown, cluster by cluster."""

    title: str
    found: Debrief
    code: tuple[tuple[tuple[str, str], ...], ...]

    def values(self) -> dict[str, Any]:
        """What the template takes."""
        found = self.found
        return {
            "title": self.title,
            "found": found,
            "charts": [
                (NAMES[name], draw_curves(NAMES[name], lines)) for name, lines in found.curves.items()
            ],
            "dots": _dots(found),
            "pictures": [
                (
                    each,
                    draw_objects(each.picture, f"The most typical of {each.count}"),
                    sentence(each.picture),
                )
                for each in found.clusters
            ],
            "code": self.code,
        }


def talk(connection: Connection, facts: Facts, katas: Katas, *, names: bool) -> Talk:
    """The debrief of the people who are in the room; without `names` nobody is named."""
    people = [each for each in facts.people if each.state == "active"]
    called = {each.id: name_of(each) if names else each.animal for each in people}
    kata = katas.kata(facts.room.kata)
    work = gather(connection, people, minutes(facts), called)
    found = debrief(
        work, len(facts.room.minutes), band(katas, kata.name), _said(connection, work), names=names
    )
    return Talk(facts.room.title, found, tuple(_code(connection, each, kata) for each in found.clusters))


def minutes(facts: Facts) -> dict[tuple[int, int], float]:
    """What each closed stage took each person, in minutes of the room."""
    found = {}
    for person, stage in facts.closures:
        time = facts.time(person, stage)
        if time is not None:
            found[person, stage] = round(time.used / MINUTE_SECONDS, 1)
    return found


@functools.lru_cache(maxsize=16)
def band(katas: Katas, name: str) -> Mapping[str, tuple[float, float]]:
    """Where the references lie at the third stage, by measure; empty where there is none."""
    kata = katas.kata(name)
    if len(kata.stages) < COSTS_AT:
        return {}
    figures = [each for _, each in katas.costs(name, COSTS_AT)]
    found = {}
    for field in CHARTED:
        known = [value for each in figures if (value := getattr(each, field)) is not None]
        if known:
            found[field] = (float(min(known)), float(max(known)))
    return found


def _dots(found: Debrief) -> list[tuple[str, Markup]]:
    drawn = []
    for number, field in enumerate(CHARTED):
        rows = [(kind.kind, kind.costs[number]) for kind in found.kinds]
        if any(cost.values for _, cost in rows):
            drawn.append((NAMES[field], draw_dots(NAMES[field], rows, found.band.get(field))))
    return drawn


def _said(connection: Connection, work: list[Work]) -> list[Said]:
    """What was expected, beside how many files were changed and added; by stage, in no order of people."""
    found = []
    for each in work:
        if not each.said:
            continue
        states = closed_states(connection, each.key)
        for stage, text in each.said.items():
            if stage in states and stage - 1 in states:
                before, after = states[stage - 1].files, states[stage].files
                changed = sum(path in before and before[path] != data for path, data in after.items())
                gone = len(before.keys() - after.keys())
                found.append(Said(stage, text, changed + gone, len(after.keys() - before.keys())))
    return sorted(found, key=lambda each: (each.stage, each.text))[:MOST_SAID]


def _code(connection: Connection, cluster: Cluster, kata: Kata) -> tuple[tuple[str, str], ...]:
    """The new files of the most typical design, where they may be shown."""
    last = cluster.typical.last
    if not cluster.shown or last is None:
        return ()
    before = closed_states(connection, cluster.typical.key).get(last.stage - 1)
    known = {*kata.given_at(last.stage), *(before.files if before is not None else ())}
    return tuple(
        (path, "\n".join(data.decode("utf-8", "replace").splitlines()[:MOST_LINES]))
        for path, data in load(connection, last.tree).files.items()
        if path not in known and path.startswith(kata.layout.module)
    )


def as_file(told: Talk) -> str:
    """The debrief as one document that needs nothing else."""
    style = Markup("\n".join(path.read_text(encoding="utf-8") for path in STYLES))
    return page("debrief_file", style=style, **told.values())


def _debrief(asked: Asked) -> Response:
    """For a leader at any time; on the wall when the debrief has begun, and then without names."""
    assert asked.caller is not None
    on_wall = asked.caller.role == "projector"
    if on_wall and asked.there.state not in ("debrief", "closed"):
        raise not_there()
    names = asked.query("names") == "yes" and not on_wall
    with asked.site.desk.store.read() as connection:
        facts = asked.site.facts(connection, asked.there)
        found = talk(connection, facts, asked.site.desk.katas, names=names)
    return shown("debrief", back="" if on_wall else f"/rooms/{facts.room.public}", **found.values())


TALK = (Page("/rooms/{room}/debrief", "wall of the room", _debrief),)
