"""services: the kata's simulators on their usual ports, to try things by hand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base.errors import ContentError, Mistake, StateError, UsageError
from .support.failing import failing, faults
from .support.open import open_kata, open_pack, open_sitting
from .support.screen import Screen
from .support.trust import trusted

if TYPE_CHECKING:
    from ..content.kata import Kata
    from ..grader.toolkit.lines import Line, LineAnswer
    from ..grader.toolkit.wire import Answer, Request

BODY_SHOWN = 200
"""Characters of a body in the log: one or two lines of a terminal."""


def services(screen: Screen, name: str, pack: str, fail: list[str], yes: bool) -> int:
    """Serves until Ctrl-C. In a workspace only what the revealed stages know is served."""
    kata, stage = _open(screen, name, pack, yes)
    return serve_outside(screen, kata, stage, fail)


def serve_outside(screen: Screen, kata: Kata, stage: int, fail: list[str]) -> int:
    """Serves what the stages up to that one know. Raises UsageError for a kata without simulators."""
    from ..grader.toolkit.lines import Lines
    from ..grader.toolkit.serve import Offered, serve

    shown = known_at(_simulators(kata), stage)
    if not shown:
        raise UsageError(f"{kata.name} has no simulators to serve at stage {stage}.")
    told = faults(fail, [each.name for each in shown])
    offers = tuple(
        Offered(
            each.name,
            each.default_port,
            failing(each(), [fault for fault in told if fault.name == each.name]),
        )
        for each in shown
    )
    of_lines = {offer.name for offer in offers if isinstance(offer.handler, Lines)}
    examples = {each.name: tuple(getattr(each, "examples", ())) for each in shown}

    def ready(places: dict[str, str]) -> None:
        for service, url in places.items():
            place = url.removeprefix("http://")
            screen.show(f"{service} listens on {place if service in of_lines else url}", whole=True)
            if examples[service]:
                screen.show("  To send it something, type this in another terminal:")
            for example in examples[service]:
                words = example.replace("{url}", url).replace("{host}", place.partition(":")[0])
                screen.show(f"  {words.replace('{port}', place.partition(':')[2])}", whole=True)
        if not told:
            fault = "hangup" if shown[0].name in of_lines else "503"
            screen.show(f"To see failures: kata {kata.outside}s --fail {shown[0].name}={fault}:2")
        screen.show("Press Ctrl-C to end.")

    try:
        serve(offers, lambda came, said: _log(screen, came, said), on_ready=ready)
    except KeyboardInterrupt:
        screen.show("Ended.")
    return 0


def _open(screen: Screen, name: str, pack: str, yes: bool) -> tuple[Kata, int]:
    """The kata, and the stage up to which its services are known: all of them outside of a workspace."""
    if not name and not pack:
        try:
            sitting = open_sitting(Path.cwd())
        except StateError:
            pass
        else:
            return sitting.kata, sitting.progress().stage
    kata = open_kata(trusted(screen, open_pack(pack), yes=yes), name)
    return kata, len(kata.stages)


def _simulators(kata: Kata) -> tuple[Any, ...]:
    """The classes that the kata declares; a ContentError where it declares none, or something else."""
    if kata.support is None:
        raise UsageError(f"Nothing lies outside of {kata.name}: there is nothing to serve.")
    place = f"katas/{kata.name}/{kata.support.name}/__init__.py"
    sys.path.insert(0, str(kata.support.parent))
    try:
        declared = tuple(importlib.import_module(kata.support.name).SIMULATORS)
    except Exception as error:
        problem = f"declares no simulators ({type(error).__name__}: {error}); list the classes as SIMULATORS"
        raise ContentError((Mistake(place, "SIMULATORS", problem),)) from error
    for each in declared:
        for field in ("name", "default_port"):
            if not hasattr(each, field):
                problem = f"has {getattr(each, '__name__', each)!r}, which says no {field}"
                raise ContentError((Mistake(place, "SIMULATORS", problem),))
    return declared


def known_at(simulators: tuple[Any, ...], stage: int) -> tuple[Any, ...]:
    """Those that the stages up to this one speak of: a later stage's must not show."""
    return tuple(each for each in simulators if getattr(each, "from_stage", 1) <= stage)


def _log(screen: Screen, came: Request | Line, said: Answer | LineAnswer) -> None:
    from ..views.escape import visible

    line = f"{came.at:8.2f} s  {came.wire}  {_came(came)}"
    screen.show(visible(line, BODY_SHOWN + 60))
    if said is not None:
        screen.show(visible(f"            → {_said(said)}", BODY_SHOWN))


def _came(came: Request | Line) -> str:
    from ..grader.toolkit.lines import Line

    if isinstance(came, Line):
        cut_short = "" if came.whole else "  (no whole message)"
        return f"{came.data.decode('utf-8', 'replace')[:BODY_SHOWN]}{cut_short}"
    return f"{came.method} {came.path}  {came.body.decode('utf-8', 'replace')[:BODY_SHOWN]}"


def _said(said: Answer | bytes) -> str:
    if isinstance(said, bytes):
        return said.decode("utf-8", "replace")
    status = getattr(said, "status", None)
    body = getattr(said, "body", b"").decode("utf-8", "replace")
    return f"{status} {body}" if status is not None else type(said).__name__
