"""Gradings of strangers' repositories that were made before, so that a review need not wait for them again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path

from ..content.kata import Kata
from ..report.files import read_report, write_report
from ..report.report import Report
from ..workspace.snapshot import Snapshot
from .handin import Grade

PROGRAM = Path(__file__).parent.parent
ROOMS = ("base", "content", "workspace", "sandbox", "report", "analysis", "grader", "session")
"""The folders of this program that have a part in a verdict."""

JUDGES = ("pytest", "hypothesis", "h11")
"""Packages that hidden tests run by."""

FOLDER = "gradings"
"""Beside the folder of the sittings."""


class Gradings:
    """Reports kept in `folder`, each under what it depends on: kata, grader, machine, files and walls.

    `shown` are the stages and trees whose report was not made now.
    """

    def __init__(self, folder: Path, walls: str) -> None:
        self._folder = folder
        self._walls = walls
        self._fingerprints: dict[str, str] = {}
        self.shown: set[tuple[int, str]] = set()

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
            if kata.name not in self._fingerprints:
                self._fingerprints[kata.name] = fingerprint(kata)
            told = self._fingerprints[kata.name]
            key = _digest([told, self._walls, str(stage), str(refactored), *trees])
            path = self._folder / f"{key}.json"
            known = None if again else read_report(path)
            if known is not None:
                self.shown.add((stage, current.tree))
                return known
            report = grade(kata, stage, current, baselines, refactored=refactored)
            if all(check.outcome != "could-not-run" for check in report.checks):
                write_report(report, path)
            return report

        return graded


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
