"""services: the kata's simulators on their usual ports, to try things by hand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base.errors import ContentError, Mistake, StateError, UsageError
from .support.failing import Failing, faults
from .support.open import open_kata, open_pack, open_sitting
from .support.screen import Screen

if TYPE_CHECKING:
    from ..content.kata import Kata
    from ..grader.toolkit.wire import Answer, Request

BODY_SHOWN = 200
"""Characters of a body in the log: one or two lines of a terminal."""


def services(screen: Screen, name: str, pack: str, fail: list[str]) -> int:
    """Serves until Ctrl-C. In a workspace only what the revealed stages speak of is served."""
    kata, stage = _open(name, pack)
    return serve_outside(screen, kata, stage, fail)


def serve_outside(screen: Screen, kata: Kata, stage: int, fail: list[str]) -> int:
    """Serves what the pages up to that stage speak of, until Ctrl-C."""
    from ..grader.toolkit.serve import Offered, serve

    shown = [each for each in _simulators(kata) if _is_revealed(kata, stage, each.name)]
    if not shown:
        raise UsageError(f"{kata.name} has no simulators to serve at stage {stage}.")
    told = faults(fail, [each.name for each in shown])
    offers = tuple(
        Offered(
            each.name,
            each.default_port,
            Failing(each(), [fault for fault in told if fault.name == each.name]),
        )
        for each in shown
    )
    examples = {each.name: tuple(getattr(each, "examples", ())) for each in shown}

    def ready(places: dict[str, str]) -> None:
        for service, url in places.items():
            screen.show(f"{service} listens on {url}", whole=True)
            if examples[service]:
                screen.show("  To send it something, type this in another terminal:")
            for example in examples[service]:
                screen.show(f"  {example.replace('{url}', url)}", whole=True)
        if not told:
            screen.show(f"To see failures: kata {kata.outside}s --fail {shown[0].name}=503:2")
        screen.show("Press Ctrl-C to end.")

    try:
        serve(offers, lambda request, answer: _log(screen, request, answer), on_ready=ready)
    except KeyboardInterrupt:
        screen.show("Ended.")
    return 0


def _open(name: str, pack: str) -> tuple[Kata, int]:
    """The kata, and the stage up to which its services are known: all of them outside of a workspace."""
    if not name and not pack:
        try:
            sitting = open_sitting(Path.cwd())
        except StateError:
            pass
        else:
            return sitting.kata, sitting.standing().stage
    kata = open_kata(open_pack(pack), name)
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


def _is_revealed(kata: Kata, stage: int, service: str) -> bool:
    """Whether the files revealed so far speak of this service: a later stage's must not show."""
    files = {**kata.starter, **kata.given_at(stage)}
    word = service.lower().encode()
    return any(word in path.lower().encode() or word in data.lower() for path, data in files.items())


def _log(screen: Screen, request: Request, answer: Answer) -> None:
    from ..views.escape import visible

    sent = request.body.decode("utf-8", "replace")
    line = f"{request.at:8.2f} s  {request.wire}  {request.method} {request.path}"
    screen.show(visible(f"{line}  {sent}"[: len(line) + BODY_SHOWN], len(line) + BODY_SHOWN))
    status = getattr(answer, "status", None)
    body = getattr(answer, "body", b"").decode("utf-8", "replace")
    said = f"{status} {body}" if status is not None else type(answer).__name__
    screen.show(visible(f"            → {said}", BODY_SHOWN))
