"""A kata as values: what it is, its stages, its checks. Read from disk by `kata.content.pack`.

A `Layout`, a `Seam` and a `Check` are read from a pack's TOML as they stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

FORMAT_VERSION = 1
"""Of kata.toml, stage.toml, reference.toml, pitfall.toml and book.toml."""

Files = Mapping[str, bytes]
"""Files of a folder: POSIX path relative to it -> content."""


class Layout(msgspec.Struct, frozen=True):
    """Where things are in a workspace. Folders end in `/`."""

    clients: str
    module: str
    root: str
    tests: str


class Seam(msgspec.Struct, frozen=True):
    """A client function that hidden tests call from a stage on, as `package.module:function`, with its parameters."""

    target: str
    parameters: tuple[str, ...]
    from_stage: int = 1


class Check(msgspec.Struct, frozen=True):
    """One thing that a stage demands, with all that a report may say about it.

    `rule` names the rule that decides it from the sources: the engine's (a module of `kata.grader.rules`)
    or the kata's own; without one, the hidden tests marked with this id decide. `options` go to the rule.
    """

    id: str
    holds: str
    principle: str
    chapter: str
    section: str = ""
    hints: tuple[str, ...] = ()
    advice: bool = False
    rule: str = ""
    options: dict[str, Any] = {}

    def next_hint(self, taken: int) -> int:
        """The number of the hint that comes after so many, from 1; the last one comes again. 0 without hints."""
        return min(taken + 1, len(self.hints))


@dataclass(frozen=True)
class Stage:
    """One stage: what is revealed, for how many minutes, and what is demanded from then on.

    `checks` are those that begin at this stage. `given` are the files that the kata itself lays
    into (or replaces in) the workspace when the stage is revealed, BRIEF.md included. `starter` are files that
    come with the stage and are the trainee's to fill in, as the kata's own starter at stage 1.
    """

    number: int
    name: str
    title: str
    minutes: int
    brief: str
    given: Files
    checks: tuple[Check, ...]
    tests: Path
    starter: Files = field(default_factory=dict)


@dataclass(frozen=True)
class Kata:
    """One kata, whole. `stages` are in order; `starter` is the workspace before stage 1's `given`.

    `lesson` is what it teaches in a few words, `edge` what lies outside of the submission.
    `support` is the folder of the kata's own trusted Python (a package of that folder's name) which the hidden
    tests load, None where they need none; `packages` are the distributions that a solution may import.
    `own_rules` are the files of the rules that it brings along, by their names: trusted Python, too.
    `outside` is the word for what a solution talks to over the network, such as `service`; with an `s` it is many.
    """

    name: str
    title: str
    summary: str
    lesson: str
    edge: str
    layout: Layout
    seams: tuple[Seam, ...]
    packages: tuple[str, ...]
    stages: tuple[Stage, ...]
    starter: Files
    support: Path | None
    chapters: tuple[str, ...]
    own_rules: Mapping[str, Path] = field(default_factory=dict)
    outside: str = "service"

    @property
    def essential(self) -> tuple[str, ...]:
        """What lies at the top of a workspace and must be there to be graded, each name with `/` behind it."""
        paths = (self.layout.module, self.layout.clients, *self.given_at(len(self.stages)))
        return tuple(dict.fromkeys(path.partition("/")[0] + "/" for path in paths))

    @property
    def client_files(self) -> tuple[str, ...]:
        """The files that hold the client functions of the first stage, each once."""
        files = (seam.target.partition(":")[0].replace(".", "/") + ".py" for seam in self.seams_at(1))
        return tuple(dict.fromkeys(files))

    def stage(self, number: int) -> Stage:
        """The stage of that number, counted from 1; raises IndexError for a number that the kata does not have."""
        if not 1 <= number <= len(self.stages):
            raise IndexError(f"{self.name} has no stage {number}; its stages are 1 to {len(self.stages)}")
        return self.stages[number - 1]

    def seams_at(self, number: int) -> tuple[Seam, ...]:
        """The client functions that there are at that stage."""
        return tuple(seam for seam in self.seams if seam.from_stage <= number)

    def starter_at(self, number: int) -> Files:
        """Every file that the kata brought by that stage for the trainee to fill in, as it came."""
        files = dict(self.starter)
        for stage in self.stages[:number]:
            files.update(stage.starter)
        return files

    def given_at(self, number: int) -> Files:
        """Every file that is the kata's own at that stage, as it must be."""
        files: dict[str, bytes] = {}
        for stage in self.stages[:number]:
            files.update(stage.given)
        return files

    def checks_from(self, number: int) -> tuple[tuple[Stage, Check], ...]:
        """Each check in force at stage `number`, with the stage that it begins at."""
        return tuple((stage, check) for stage in self.stages[:number] for check in stage.checks)

    def check_called(self, name: str, number: int) -> Check | None:
        """The check of that name in a report of stage `number`; one of an earlier stage has its stage in front."""
        named = (
            (check, (check.id, f"{begun.number}.{check.id}")) for begun, check in self.checks_from(number)
        )
        return next((check for check, names in named if name in names), None)
