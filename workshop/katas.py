"""The katas that the server can play, loaded once, and what its verdicts rest on."""

from __future__ import annotations

import threading
from pathlib import Path

from ..analysis.states import States
from ..content.kata import Kata
from ..content.pack import Pack, built_in
from ..grader.figures import measure
from ..report.report import Figures
from ..session.gradings import fingerprint
from ..session.references import references


class Katas:
    """Those of one pack; `folder` is empty for the built-in one."""

    def __init__(self, folder: str = "") -> None:
        self.folder = str(Path(folder).resolve()) if folder else ""
        self.pack = Pack(Path(self.folder)) if folder else built_in()
        self._lock = threading.Lock()
        self._fingerprints: dict[str, str] = {}
        self._costs: dict[tuple[str, int], tuple[tuple[str, Figures], ...]] = {}

    def kata(self, name: str) -> Kata:
        """The kata of that name; raises UsageError where there is none, ContentError where it is broken."""
        with self._lock:
            return self.pack.kata(name)

    def fingerprint(self, name: str) -> str:
        """What a verdict on that kata rests on, beside files and walls."""
        kata = self.kata(name)
        with self._lock:
            if name not in self._fingerprints:
                self._fingerprints[name] = fingerprint(kata)
            return self._fingerprints[name]

    def costs(self, name: str, stage: int) -> tuple[tuple[str, Figures], ...]:
        """What each right design paid at a stage, by its title, in the pack's order; worked out once."""
        kata = self.kata(name)
        with self._lock:
            if (name, stage) not in self._costs:
                self._costs[name, stage] = tuple(
                    (each.title, measure(States(each.baselines[-1], each.after), kata.layout))
                    for each in references(kata, self.pack.designs(name), stage)
                )
            return self._costs[name, stage]
