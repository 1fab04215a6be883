"""The rungs, strongest first, and the choice of the strongest that proves itself on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..base.errors import MachineError, UsageError
from .launch import Launch, Mounts, Rung
from .probe_outside import prove
from .remedies import remedy
from .rungs.accident import AccidentOnly
from .rungs.bubblewrap import Bubblewrap
from .rungs.lsm import Lsm
from .rungs.namespaces import Namespaces
from .rungs.seatbelt import Seatbelt

__all__ = ["RUNGS", "Launch", "Mounts", "Note", "ProvedRung", "Rung", "choose"]

RUNGS: tuple[Rung, ...] = (Bubblewrap(), Namespaces(), Lsm(), Seatbelt(), AccidentOnly())
WEAK = 1  # here and below, a submission can read the hidden tests: never taken unasked, never a grade
PROCESSES = Path("/proc/self")


@dataclass(frozen=True)
class Note:
    """What a report says of the walls; the same fields as the report's own note.

    A grade rests on walls that leave nothing open.
    """

    rung: str
    level: int
    mechanisms: tuple[str, ...]
    probes: dict[str, bool]
    unguarded: tuple[str, ...]
    counts_as_grade: bool


@dataclass(frozen=True)
class ProvedRung:
    """A rung and what was seen when its walls were tried: per probe, whether it held.

    `passed_over` says of each stronger rung what stands in its way.
    """

    rung: Rung
    probes: Mapping[str, bool]
    unguarded: tuple[str, ...]
    passed_over: tuple[str, ...] = ()

    def note(self) -> Note:
        """What a report says of it."""
        return Note(
            rung=self.rung.name,
            level=self.rung.level,
            mechanisms=self.rung.mechanisms,
            probes=dict(self.probes),
            unguarded=self.unguarded,
            counts_as_grade=_is_closed(self.rung),
        )


def keeps_apart(name: str) -> bool:
    """Whether the children in two jails of that rung, at the same time, know nothing of each other."""
    return any(_is_closed(rung) for rung in RUNGS if rung.name == name)


def _is_closed(rung: Rung) -> bool:
    return rung.level > WEAK and not rung.leaves_open


def choose(
    require: str | None = None,
    allow_weak: bool = False,
    *,
    rungs: Sequence[Rung] = RUNGS,
    proof: Callable[[Rung], Mapping[str, bool]] = prove,
) -> ProvedRung:
    """The strongest rung that holds here; with `require`, that one or a stronger one.

    Raises MachineError, with what stands in the way of each, when there is none.
    """
    names = [rung.name for rung in rungs]
    if require is not None and require not in names:
        raise UsageError(f"There is no sandbox called {require!r}. Choose one of: {', '.join(names)}.")
    if sys.platform == "linux" and not PROCESSES.exists():
        raise MachineError(
            "There is no /proc here, which every sandbox needs. Mount it (mount -t proc proc /proc) and run "
            "this again."
        )
    candidates = rungs if require is None else rungs[: names.index(require) + 1]
    problems: dict[str, list[str]] = {}  # each with the rungs that it stands in the way of
    for rung in candidates:
        if rung.level <= WEAK and not allow_weak and require != rung.name:
            weak = "stops accidents only; allow it with --allow-weak-sandbox, for practice"
            problems.setdefault(weak, []).append(rung.name)
            continue
        probes: Mapping[str, bool] = {}
        try:
            problem = rung.problem()
            if problem is None:
                probes = proof(rung)
        except Exception as error:  # whatever one runs into, the next may do
            problem = f"It could not start: {error}"
            problem = f"{problem.rstrip('.')}. {remedy(problem)}".rstrip()
        failed = sorted(name for name, held in probes.items() if not held and name not in rung.leaves_open)
        if failed:
            problem = f"It should have stopped these, and did not: {', '.join(failed)}."
        if problem is None:
            return ProvedRung(rung, probes, rung.unguarded, _told(problems))
        problems.setdefault(problem, []).append(rung.name)
    told = "\n".join(f"  {problem}" for problem in _told(problems))
    raise MachineError(f"No sandbox that is strong enough works on this machine:\n{told}")


def _told(problems: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(f"{', '.join(names)}: {problem}" for problem, names in problems.items())
