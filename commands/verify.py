"""verify: an author's proof that right designs pass and wrong ones are caught for the right reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from ..base.errors import ContentError, Mistake, UsageError
from .support.open import open_pack
from .support.screen import Screen

if TYPE_CHECKING:
    from ..authoring.mutants import Hunt
    from ..authoring.verify import Row, Verification
    from ..content.pack import Pack
    from ..sandbox.ladder import ProvedRung

SCHEMA = "kata/verify/v1"
MARKS = {True: "ok   ", False: "WRONG"}
LEAST_SHARE = 0.95
"""Of the mutants that change behaviour, how many the hidden tests must catch."""


@dataclass(frozen=True)
class Scope:
    """How much to verify: one kata or all, submissions whose name has one of `only`, `runs` of each right design."""

    kata: str = ""
    only: Sequence[str] = ()
    runs: int = 3
    mutants: int | None = 0
    design: str | None = None


def verify(screen: Screen, pack: str, scope: Scope, *, require: str | None, allow_weak: bool) -> int:
    """Verifies every kata of the pack; raises ContentError with every mistake at once."""
    from ..sandbox.ladder import choose

    opened = open_pack(pack)
    proved = choose(require, allow_weak)
    mistakes = _mistakes_of_book(opened)
    told: list[dict[str, object]] = []
    if scope.kata and scope.kata not in opened.names():
        raise UsageError(
            f"There is no kata {scope.kata!r} in this pack. There are {', '.join(opened.names())}."
        )
    for name in opened.names():
        if scope.kata not in ("", name):
            continue
        found, hunted = _one(screen, opened, name, proved, scope)
        told.append({"kata": name, "matrix": found, "mutants": hunted})
        place = f"reference/{name}"
        if found:
            mistakes += [Mistake(place, "", problem) for problem in found.mistakes]
        if hunted and hunted.share < LEAST_SHARE:
            words = f"{hunted.share:.1%} of the mutants were caught; {LEAST_SHARE:.0%} are asked for"
            mistakes.append(Mistake(place, "", words))
    if screen.json:
        screen.document({"schema": SCHEMA, "katas": msgspec.to_builtins(told)})
    if mistakes:
        raise ContentError(tuple(mistakes))
    return 0


def _mistakes_of_book(pack: Pack) -> list[Mistake]:
    """What is wrong with the chapters, and with the checks that send readers there."""
    try:
        pack.book()
    except ContentError as error:
        return list(error.mistakes)
    return []


def _one(
    screen: Screen, pack: Pack, name: str, proved: ProvedRung, scope: Scope
) -> tuple[Verification | None, Hunt | None]:
    from ..authoring.mutants import hunt
    from ..authoring.verify import verify as prove

    if scope.mutants != 0:
        hunted = hunt(
            pack,
            name,
            proved,
            sample=scope.mutants,
            only=scope.design,
            on_result=lambda done, total, mutant, caught: (
                None if caught else screen.say(f"{done}/{total} not caught: {mutant}")
            ),
        )
        _show_hunt(screen, hunted)
        return None, hunted
    words = tuple(scope.only)
    only: Callable[[str], bool] | None = (lambda each: any(word in each for word in words)) if words else None
    found = prove(pack, name, proved, runs=scope.runs, only=only, on_row=lambda *row: _tell(screen, *row))
    _show_matrix(screen, found)
    return found, None


def _tell(screen: Screen, done: int, total: int, row: Row) -> None:
    screen.say(f"{done}/{total} {MARKS[row.right]} {row.kind} {row.name} at stage {row.stage}")


def _show_matrix(screen: Screen, found: Verification) -> None:
    """One line a submission; the runs of one design and stage are one line."""
    from collections import Counter

    screen.show(f"{found.kata}: what had to fail, and what did")
    for row, runs in Counter(found.rows).items():
        times = f", {runs} times" if runs > 1 else ""
        caught = ", ".join(sorted(row.found)) or "passes"
        screen.show(f"  {MARKS[row.right]} {row.kind:7} {row.name} at stage {row.stage}{times}: {caught}")
    right = sum(row.right for row in found.rows)
    screen.show(f"{right} of {len(found.rows)} gradings came out as they must.")
    least = min(found.coverage.values(), default=0)
    screen.show(f"Every check is failed by at least {least} of the wrong designs.")


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
