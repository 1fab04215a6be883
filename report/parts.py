"""The parts of a report, each as the room that knows it hands it over; `whole` puts them together."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from .report import (
    AmendmentNote,
    CheckResult,
    Comment,
    Expectation,
    Figures,
    ObjectPicture,
    Override,
    SandboxNote,
)


class Grading(msgspec.Struct, frozen=True, kw_only=True):
    """What the grader found. `works`: whether anything that this stage asks for was seen to work.

    `refactored`: whether closed code was refactored first, which was declared. The other fields are a `Report`'s.
    """

    kata: str
    stage: int
    stage_name: str
    checks: tuple[CheckResult, ...]
    refactored: bool
    works: bool
    seconds_allowed: int = 0
    tree: str = ""
    baselines: tuple[str, ...] = ()
    sandbox: SandboxNote | None = None
    figures: Figures | None = None
    objects: ObjectPicture | None = None
    notes: tuple[str, ...] = ()


class Sat(msgspec.Struct, frozen=True, kw_only=True):
    """What a sitting knows: times (ISO 8601 in UTC, durations in seconds), and how it was handed in."""

    started_at: str
    handed_in_at: str
    seconds_used: float
    seconds_allowed: int
    seconds_paused: float
    anyway: bool
    hints_taken: int
    amendments: tuple[AmendmentNote, ...] = ()
    expectation: Expectation | None = None
    notes: tuple[str, ...] = ()


class States(msgspec.Struct, frozen=True, kw_only=True):
    """What a repository of somebody else's was graded on.

    `claimed` are the stages whose closed state is only a claim of that repository, `missing` those whose closed
    state was not handed over, and `undecided` the ids of the checks that cannot be decided without them.
    """

    claimed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    undecided: frozenset[str] = frozenset()
    amendments: tuple[AmendmentNote, ...] = ()


class MentorsWords(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor's review of one stage, by the ids of checks; "" is for comments on no check.

    `stale`: it was written on other files, and nothing of it is applied. `remarks` say what could not be.
    """

    comments: Mapping[str, tuple[Comment, ...]] = {}
    overrides: Mapping[str, Override] = {}
    remarks: tuple[str, ...] = ()
    stale: bool = False
