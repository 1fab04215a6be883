"""verify: an author's proof that a kata is sound, layer by layer; right designs pass, and wrong ones are caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from ..base.errors import ContentError, Mistake, UsageError
from .support.open import pack_here
from .support.screen import Screen
from .support.trust import trusted

if TYPE_CHECKING:
    from ..authoring.layer import Case
    from ..authoring.mutants import Hunt
    from ..authoring.proof import Looked
    from ..authoring.results import Results
    from ..content.pack import Pack
    from ..sandbox.ladder import ProvedRung

SCHEMA = "kata/verify/v1"
SAMPLE = 10
"""Mutants that are tried where nobody says how many."""


@dataclass(frozen=True)
class Scope:
    """How much to verify: one kata or all, submissions whose name has one of `only`, `runs` of each right design.

    `fast`: only what grades nothing. `changed`: what was graded before and has not changed is not graded again.
    `mutants`: None for all, without any other layer; a sample with every other layer where `sampled` is false.
    """

    kata: str = ""
    only: Sequence[str] = ()
    runs: int = 3
    mutants: int | None = 0
    design: str | None = None
    fast: bool = False
    changed: bool = False
    yes: bool = False
    hunts: bool = False


def verify(screen: Screen, pack: str, scope: Scope, *, require: str | None, allow_weak: bool) -> int:
    """Verifies every kata of the pack; raises ContentError with every mistake at once."""
    from ..sandbox.ladder import choose

    opened = pack_here(pack)
    if scope.kata and scope.kata not in opened.names():
        raise UsageError(
            f"There is no kata {scope.kata!r} in this pack. There are {', '.join(opened.names())}."
        )
    if not opened.names():
        raise UsageError(f"There is no kata in {opened.root}. Make one: kata new NAME")
    trusted(screen, opened, yes=scope.yes)
    proved = cache(lambda: choose(require, allow_weak))
    if not scope.fast:
        proved()
    mistakes: dict[Mistake, None] = {}
    told: list[dict[str, object]] = []
    for name in opened.names():
        if scope.kata in ("", name):
            document, found = (_hunt if scope.hunts else _prove)(screen, opened, name, proved, scope)
            told.append({"kata": name, **document})
            mistakes.update(dict.fromkeys(found))
    if screen.json:
        screen.document({"schema": SCHEMA, "katas": msgspec.to_builtins(told)})
    if mistakes:
        raise ContentError(tuple(mistakes))
    return 0


Outcome = tuple[dict[str, object], Sequence[Mistake]]


def _prove(screen: Screen, pack: Pack, name: str, proved: Callable[[], ProvedRung], scope: Scope) -> Outcome:
    """Every layer that is asked for, and the page at the end."""
    from ..authoring.layers import LAYERS, matrix
    from ..authoring.proof import page, prove

    words = tuple(scope.only)
    # Where single submissions are named, they are graded, and nothing else is asked.
    asked = [layer for layer in LAYERS if not words or layer is matrix.LAYER]
    layers = [layer for layer in asked if not (scope.fast and layer.grades)]
    case = _case(screen, pack, name, proved, scope)
    looked = prove(case, layers, lambda each: _show(screen, each))
    if not words:
        screen.show()
        for line in page(name, looked, [layer for layer in asked if layer not in layers]):
            screen.show(line)
    if scope.changed and case.results.known:
        screen.say(
            f"{case.results.known} gradings were made before, and nothing that they depend on has changed."
        )
    details = {each.layer.name: each.found.detail for each in looked if each.found is not None}
    document = {
        "matrix": details.get("matrix"),
        "mutants": details.get("mutants"),
        "layers": [_told(each) for each in looked],
    }
    return document, [mistake for each in looked if each.found for mistake in each.found.mistakes]


def _case(screen: Screen, pack: Pack, name: str, proved: Callable[[], ProvedRung], scope: Scope) -> Case:
    from ..authoring.layer import Case

    return Case(
        pack=pack,
        name=name,
        proved=proved,
        results=_results(scope),
        runs=scope.runs,
        only=_named(scope) if scope.only else None,
        sample=scope.mutants or 0,
        say=screen.say,
    )


def _results(scope: Scope) -> Results:
    from ..authoring.results import Results
    from ..base.folders import cache_folder

    return Results(cache_folder() / "verify", again=not scope.changed)


def _named(scope: Scope) -> Callable[[str], bool]:
    """Whether a name has one of the words that are asked for; any name, where none is."""
    words = tuple(scope.only)
    return lambda name: not words or any(word in name for word in words)


def _show(screen: Screen, looked: Looked) -> None:
    assert looked.found is not None  # only what was looked at is shown
    for line in looked.found.lines:
        screen.show(line)


def _told(looked: Looked) -> dict[str, object]:
    """One layer for the JSON document."""
    found = looked.found
    return {
        "layer": looked.layer.name,
        "asks": looked.layer.asks,
        "looked_at": found is not None,
        "holds": looked.holds,
        "seconds": round(looked.seconds, 2),
        "proved": found.proved if found else (),
        "missing": found.missing if found else (),
        "mistakes": [str(mistake) for mistake in found.mistakes] if found else (),
    }


def _hunt(screen: Screen, pack: Pack, name: str, proved: Callable[[], ProvedRung], scope: Scope) -> Outcome:
    """Mutants alone, as many as are asked for."""
    from ..authoring.layers.mutants import LEAST_SHARE
    from ..authoring.mutants import hunt

    hunted = hunt(
        pack,
        name,
        proved(),
        sample=scope.mutants,
        design=scope.design,
        only=_named(scope),
        results=_results(scope),
        on_result=lambda done, total, mutant, caught: (
            None if caught else screen.say(f"{done}/{total} not caught: {mutant}")
        ),
    )
    _show_hunt(screen, hunted)
    words = f"{hunted.share:.1%} of the mutants were caught; {LEAST_SHARE:.0%} are asked for"
    mistakes = [Mistake(f"reference/{name}", "", words)] if hunted.share < LEAST_SHARE else []
    return {"matrix": None, "mutants": hunted}, mistakes


def _show_hunt(screen: Screen, hunted: Hunt) -> None:
    for survivor in hunted.survivors:
        screen.show(f"  survived: {survivor}")
    for trouble in hunted.troubles:
        screen.show(f"  could not be graded: {trouble}")
    for excuse in hunted.stale:
        screen.show(f"  excuses nobody, so take it off the list of equivalents: {excuse}")
    changing = hunted.caught + len(hunted.survivors)
    screen.show(
        f"{hunted.tried} mutants: {hunted.caught} of {changing} that change behaviour were caught "
        f"({hunted.share:.1%}); {len(hunted.equivalent)} are listed as equivalent."
    )
