"""Gradings that were made before, so that nobody waits for the same again: of strangers' work, and of one's own."""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ..content.kata import Kata
from ..report.files import read_report, write_report
from ..report.report import Report
from ..workspace.snapshot import Snapshot
from .events import Graded, HandedIn
from .handin import Grade, Judge, Verdict, alone
from .sitting import Sitting

PROGRAM = Path(__file__).parent.parent
ROOMS = ("base", "content", "workspace", "sandbox", "report", "analysis", "grader", "session")
"""The folders of this program that have a part in a verdict."""

JUDGES = ("pytest", "hypothesis", "h11")
"""Packages that hidden tests run by."""

FOLDER = "gradings"
"""Beside the folder of the sittings, of strangers' repositories; in the folder of a sitting, its own."""


class Gradings:
    """Reports kept in `folder`, each under what it depends on: kata, grader, machine, files and walls.

    `walls` is asked for their name once, when something is graded; what `believes` does not hold for is not shown.
    `shown` are the stages and trees whose report was not made now.
    """

    def __init__(
        self,
        folder: Path,
        walls: Callable[[], str],
        believes: Callable[[Report], bool] = lambda _report: True,
    ) -> None:
        self._folder = folder
        self._ask_for_walls = walls
        self._believes = believes
        self._fingerprints: dict[str, str] = {}
        self.shown: set[tuple[int, str]] = set()

    @cached_property
    def _walls(self) -> str:
        return self._ask_for_walls()

    def refreshing(self, grade: Grade) -> Grade:
        """The same as `grade`, asked for everything; what it answers is kept."""
        return self._through(grade, again=True)

    def remembering(self, grade: Grade) -> Grade:
        """The same as `grade`, which is asked only for what was not graded before."""
        return self._through(grade, again=False)

    def _through(self, grade: Grade, *, again: bool) -> Grade:
        def graded(
            kata: Kata, stage: int, current: Snapshot, baselines: tuple[Snapshot, ...], *, refactored: bool
        ) -> Report:
            trees = [state.tree for state in (*baselines, current)]
            trees += [f"{oddity.path}: {oddity.reason}" for oddity in current.oddities]  # a report tells them
            walls = self._walls  # first: where they are tried out, the exam process loads meanwhile
            if kata.name not in self._fingerprints:
                self._fingerprints[kata.name] = fingerprint(kata)
            told = self._fingerprints[kata.name]
            key = _digest([told, walls, str(stage), str(refactored), *trees])
            path = self._folder / f"{key}.json"
            known = None if again else read_report(path)
            about = (stage, current.tree, tuple(state.tree for state in baselines))
            if known is not None and _about(known) == about and self._believes(known):
                self.shown.add((stage, current.tree))
                return known
            report = grade(kata, stage, current, baselines, refactored=refactored)
            if all(check.outcome != "could-not-run" for check in report.checks):
                write_report(report, path)
            return report

        return graded


def remembering_own(grade: Grade, walls: Callable[[], str], *, again: bool = False) -> Judge:
    """Decides by `grade`, but does not grade what failed in this sitting before and is just the same.

    What a file in the trainee's folders says can do no more than fail: "passed" is never taken from one, and the
    record must tell of that failure, too. With `again` all is graded.
    """

    def judge(sitting: Sitting, handed_in: HandedIn, snapshot: Snapshot) -> Verdict:
        own = Gradings(sitting.folder / FOLDER, walls, lambda report: _failed(sitting, report))
        through = own.refreshing(grade) if again else own.remembering(grade)
        verdict = alone(through)(sitting, handed_in, snapshot)
        return replace(verdict, kept=bool(own.shown))

    return judge


def _failed(sitting: Sitting, report: Report) -> bool:
    """Whether the record of the sitting tells of this very failure."""
    graded = (entry.event for entry in sitting.record.entries() if isinstance(entry.event, Graded))
    told = ((each.stage, each.tree, each.score) for each in graded if not each.passed)
    return not report.passed and (report.stage, report.tree, report.score) in told


def _about(report: Report) -> tuple[int, str, tuple[str, ...]]:
    return report.stage, report.tree, report.baselines


def fingerprint(kata: Kata) -> str:
    """What a verdict depends on beside the files and the walls: this program, Python, the packages, the kata.

    Raises MachineError where a package that the kata allows is not installed.
    """
    from ..sandbox.packages import versions

    parts = [sys.version, kata.name, *versions(kata.packages)]
    parts += [f"{name}=={importlib.metadata.version(name)}" for name in JUDGES]
    parts += [line for room in ROOMS for line in _files(PROGRAM / room)]
    for stage in kata.stages:
        parts += [stage.name, *map(repr, stage.checks), *_files(stage.tests)]
        parts += [f"{path} {_hash(data)}" for path, data in sorted(kata.given_at(stage.number).items())]
        parts += [f"{path} {_hash(data)}" for path, data in sorted(kata.starter_at(stage.number).items())]
    parts += [f"{name} {_hash(file.read_bytes())}" for name, file in kata.own_rules.items()]
    return _digest([*parts, *(_files(kata.support) if kata.support else ())])


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{path.relative_to(folder)} {_hash(path.read_bytes())}"


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
