"""The smallest input for which a property-based test fails, and the part of it that matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis.errors import HypothesisException

from ...base.strangers_text import visible
from .finding import Unmet


def smallest(test: Any, finding: Unmet) -> Unmet:
    """The finding for the smallest input, telling which parts of the input cannot be left plain.

    Examples that a test names are never shrunk by hypothesis: here each part is made as plain as can be, one after
    the other, as long as the test fails all the same. `test` is the decorated function; `finding` comes back as it
    is where the test is none with inputs, or has kept its first finding.
    """
    handle = getattr(test, "hypothesis", None)
    strategies: Mapping[str, Any] = getattr(handle, "_given_kwargs", None) or {}
    if handle is None or not strategies.keys() <= finding.inputs.keys():
        return finding
    inputs = dict(finding.inputs)
    matters = []
    for name, strategy in strategies.items():
        plain = _plainest(strategy, inputs[name])
        for made_plainer in _plainer(inputs[name], plain):
            value = made_plainer(inputs[name])
            if value == inputs[name]:
                continue
            if _failing(handle.inner_test, {**inputs, name: value}, finding) is not None:
                inputs[name] = value
        if inputs[name] != plain:
            matters.append(name)
    last = _failing(handle.inner_test, inputs, finding) or finding
    if matters:
        parts = ", ".join(f"{name} = {visible(repr(inputs[name]))}" for name in matters)
        last.seen = f"{last.seen}. It takes {parts}"
    return last


def _plainer(value: Any, plain: Any) -> list[Callable[[Any], Any]]:
    """Ways to make a value plainer: all of it, then a tuple's items one by one; none for what is plain already."""
    if value == plain:
        return []
    ways: list[Callable[[Any], Any]] = [lambda _now: plain]
    if isinstance(value, tuple) and isinstance(plain, tuple) and len(value) == len(plain):
        ways += [partial(_with_item, place, plain[place]) for place in range(len(plain))]
    return ways


def _with_item(place: int, item: Any, now: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*now[:place], item, *now[place + 1 :])


def _plainest(strategy: Any, otherwise: Any) -> Any:
    """The simplest value that a strategy knows."""
    # Without `Phase.explain`, which takes ten times as long and says only why a value is found.
    chosen = settings(database=None, phases=(Phase.generate, Phase.shrink))
    try:
        return find(strategy, lambda _value: True, settings=chosen)
    except HypothesisException:
        return otherwise


def _failing(test: Any, inputs: Mapping[str, Any], known: Unmet) -> Unmet | None:
    """How the test fails for these inputs; None when it does not, or only says again what it said before."""
    try:
        test(**inputs)
    except Unmet as again:
        return again if again is not known else None
    return None
