"""All layers for one kata, one after the other, and the page about it: what is proved, by what, and what is missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .layer import Case, Found, Layer


@dataclass(frozen=True)
class Looked:
    """What became of one layer; `found` is None where it was not looked at, since an earlier one has mistakes."""

    layer: Layer
    found: Found | None
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether it was looked at, and nothing is wrong."""
        return self.found is not None and not self.found.mistakes


def prove(
    case: Case, layers: Sequence[Layer], on_layer: Callable[[Looked], None] = lambda _looked: None
) -> tuple[Looked, ...]:
    """Looks at each layer as long as the one before holds."""
    found: list[Looked] = []
    for layer in layers:
        looked = Looked(layer, None)
        if all(each.holds for each in found):
            began = time.monotonic()
            result = layer.look(case)
            looked = Looked(layer, result, time.monotonic() - began)
            on_layer(looked)
        found.append(looked)
    return tuple(found)


def page(name: str, looked: Sequence[Looked], left_out: Sequence[Layer] = ()) -> list[str]:
    """What is proved of the kata, by what, and what is missing: also a checklist for whoever reviews a change."""
    lines = [f"What is proved of {name}"]
    missing: list[str] = []
    for each in looked:
        if each.found is None:
            missing.append(
                f"{each.layer.name}: not looked at, since an earlier layer has mistakes. {each.layer.asks}"
            )
            continue
        missing += [f"{each.layer.name}: {told}" for told in each.found.missing]
        if each.found.mistakes:
            count = len(each.found.mistakes)
            missing.insert(
                0, f"{each.layer.name}: {count} mistake{'s' if count > 1 else ''} to fix. {each.layer.asks}"
            )
            continue
        for told in each.found.proved:
            lines.append(f"  [x] {each.layer.name}: {told}")
    missing += [f"{layer.name}: left out this time. {layer.asks}" for layer in left_out]
    lines.append("What is missing" if missing else "Nothing is missing.")
    return lines + [f"  [ ] {told}" for told in missing]
