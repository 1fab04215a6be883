"""The report of one grading: the one model that every renderer and export reads.

It is what `--format json` prints (schema `kata/report/v1`), so fields are added, never renamed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ..base.decoding import from_json

SCHEMA = "kata/report/v1"

Outcome = Literal["passed", "failed", "told", "skipped", "could-not-run"]
Group = Literal["current", "regression"]
HardRules = Literal["kept", "refactored-first", "violated"]
MentorsOutcome = Literal["passed", "failed", "told"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the trainee's files. `line` and `end_line` count from 1; 0 where there is none."""

    path: str
    line: int = 0
    end_line: int = 0
    excerpt: str = ""
    message: str = ""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why a check does not hold: an error of the trainee's code, or what is missing there.

    `type` is the error's class, with its module unless it is Python's own; empty where nothing was raised, and
    `message` then says what is the matter. `frames` are the places in the workspace, innermost first; they and
    the words are the code's own claim. `origin` is the error that this one was raised from. `unwritten` tells
    that something was never written, rather than broken.
    """

    type: str = ""
    message: str = ""
    frames: tuple[Evidence, ...] = ()
    origin: Cause | None = None
    unwritten: bool = False


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One thing on the wire, for a sequence picture: who to whom, what, `at` in virtual seconds."""

    at: float
    source: str
    target: str
    text: str
    kind: Literal["call", "request", "line", "reply", "wait", "return", "raise"]


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What a mentor wrote: on a line of a file, on a whole file (`line` 0), or with neither on a check or stage."""

    text: str
    path: str = ""
    line: int = 0


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """What a check came to in a mentor's judgement, and why; `found` is the grader's own outcome."""

    outcome: MentorsOutcome
    reason: str
    found: Outcome | None = None


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check. `id` has its stage in front when `group` is regression.

    `moments` are the last conversation on the wire, `expected_moments` how it should have gone, where a hidden
    test can tell. `cause` is why it failed, where that is known, and `evidence` then its places. `because_of` is the
    check that tells the reason for this one too, which failed for the same cause or was not looked at for it.
    `held_at_closing` tells of an earlier stage's check whether it held when a stage was closed; None: not known.
    `opens_after` is the stage that must be closed before its reader may open `chapter`; 0: open.
    `halved_by_refactoring`: it is worth half after a declared refactoring of closed code.

    All but `comments` and `override` is the grader's; those are a mentor's.
    """

    id: str
    stage: int
    group: Group
    outcome: Outcome
    summary: str
    expected: str = ""
    seen: str = ""
    evidence: tuple[Evidence, ...] = ()
    moments: tuple[Moment, ...] = ()
    expected_moments: tuple[Moment, ...] = ()
    principle: str = ""
    chapter: str = ""
    section: str = ""
    opens_after: int = 0
    advice: bool = False
    because_of: str = ""
    cause: Cause | None = None
    held_at_closing: bool | None = None
    halved_by_refactoring: bool = False
    comments: tuple[Comment, ...] = ()
    override: Override | None = None


class SandboxNote(msgspec.Struct, frozen=True, kw_only=True):
    """Which walls stood around the trainee's code: the rung, what was proved, what was not guarded."""

    rung: str
    level: int
    mechanisms: tuple[str, ...] = ()
    probes: dict[str, bool] = {}
    unguarded: tuple[str, ...] = ()
    counts_as_grade: bool = False


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The cost of extension at one stage, measured on the diff and on the sources."""

    files_added: int = 0
    lines_added: int = 0
    closed_lines_changed: int = 0
    duplicated_lines: int = 0
    classes: int = 0
    largest_class_lines: int = 0
    most_constructor_parameters: int = 0
    inheritance_between_senders: int = 0
    minutes: float | None = None


class ObjectNode(msgspec.Struct, frozen=True, kw_only=True):
    """One running object: `label` its class or function, `edges` (attribute name, node index)."""

    label: str
    module: str = ""
    kind: Literal["object", "function", "class", "value", "container"] = "object"
    detail: str = ""
    edges: tuple[tuple[str, int], ...] = ()


class ObjectPicture(msgspec.Struct, frozen=True, kw_only=True):
    """What holds what when the clients' imports are alive. `roots` are (name, node index)."""

    roots: tuple[tuple[str, int], ...] = ()
    nodes: tuple[ObjectNode, ...] = ()
    truncated: bool = False


class AmendmentNote(msgspec.Struct, frozen=True, kw_only=True):
    """A declared change of existing code, what the grader found it to be, and its diff.

    `files_added` are new with it: from then on they count as existing code. `declared_at` is empty
    when only a mark in a repository tells of it.
    """

    reason: str
    kind: Literal["fix", "refactoring", "refused"]
    declared_at: str
    diff: str = ""
    changed_checks: tuple[str, ...] = ()
    files_added: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage came to for the grader itself, where a mentor's judgement counts."""

    passed: bool
    score: float
    verdict: HardRules | None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A mentor's hand on one stage: what it comes to with the overrides, and comments on no check.

    `headline` is its one sentence with the overrides, `found` what the stage came to for the grader.
    `stale` tells that the review was written on other files; then nothing of it is applied. `remarks`
    say what could not be applied, and why.
    """

    passed: bool
    score: float
    verdict: HardRules | None
    headline: str = ""
    comments: tuple[Comment, ...] = ()
    stale: bool = False
    remarks: tuple[str, ...] = ()
    found: Found | None = None


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """What the trainee expected to change at this stage, said before it was revealed, and what did change.

    `changed` are files from before that were changed or removed, `added` those that are new.
    """

    said: str
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of one grading. Times are ISO 8601 in UTC, durations in seconds."""

    schema: str = SCHEMA
    kata: str
    stage: int
    stage_name: str
    passed: bool
    score: float
    verdict: HardRules | None
    headline: str = ""
    started_at: str | None = None
    closed_at: str | None = None
    seconds_used: float | None = None
    seconds_allowed: int = 0
    seconds_paused: float = 0
    tree: str = ""
    baselines: tuple[str, ...] = ()
    counted: bool = False
    anyway: bool = False
    hints_taken: int = 0
    sandbox: SandboxNote | None = None
    checks: tuple[CheckResult, ...] = ()
    figures: Figures | None = None
    objects: ObjectPicture | None = None
    amendments: tuple[AmendmentNote, ...] = ()
    notes: tuple[str, ...] = ()
    expectation: Expectation | None = None
    review: Review | None = None


def encode(report: Report) -> bytes:
    """The report as one JSON document in UTF-8."""
    return msgspec.json.encode(report)


def decode(data: bytes) -> Report:
    """The report that `encode` wrote; raises `msgspec.ValidationError` on anything else."""
    return from_json(data, Report)
