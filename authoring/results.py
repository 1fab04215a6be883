"""Gradings that were made before, kept by what they depend on, so that nothing is graded twice that has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from ..base.decoding import from_json
from ..base.whole_files import write_whole
from ..content.kata import Check, Files, Kata
from ..report.report import Report
from ..session.gradings import fingerprint


class Kept(msgspec.Struct, frozen=True):
    """One grading: its report, and the real seconds that it took."""

    report: Report
    seconds: float


@dataclass
class Results:
    """Gradings in `folder`. With `again` all are made anew, each once in this run; with no folder none is kept."""

    folder: Path | None
    again: bool = True
    known: int = 0
    _kinds: dict[tuple[str, int], str] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def key(self, kata: Kata, number: int, walls: str, run: str, states: tuple[Files, ...]) -> str:
        """What the grading of these states depends on, as one name; `run` tells apart what is graded several times.

        Empty where nothing is kept.
        """
        if self.folder is None:
            return ""
        kind = (kata.name, number)
        if kind not in self._kinds:
            self._kinds[kind] = fingerprint(_judging(kata, number))
        parts = [self._kinds[kind], walls, run, str(number), *(_digest(files) for files in states)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def find(self, key: str) -> Kept | None:
        """The grading of that name, where it is kept and may be used."""
        made_now = key in self._made
        if self.folder is None or (self.again and not made_now):
            return None
        try:
            found = from_json((self.folder / f"{key}.json").read_bytes(), Kept)
        except (OSError, ValueError):
            return None
        self.known += not made_now
        return found

    def keep(self, key: str, report: Report, seconds: float) -> None:
        """Keeps a grading."""
        if self.folder is not None:
            write_whole(self.folder / f"{key}.json", msgspec.json.encode(Kept(report, seconds)))
            self._made.add(key)


def _judging(kata: Kata, number: int) -> Kata:
    """The kata as far as a verdict at that stage depends on it: no later stage, and none of the words for people."""
    stages = tuple(
        replace(stage, title="", brief="", checks=tuple(map(_bare, stage.checks)))
        for stage in kata.stages[:number]
    )
    return replace(kata, title="", summary="", lesson="", edge="", stages=stages, chapters=())


def _bare(check: Check) -> Check:
    return msgspec.structs.replace(check, holds="", principle="", chapter="", section="", hints=())


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()
