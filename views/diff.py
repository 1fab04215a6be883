"""The difference between two stages, file by file, with each finding at its line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..report.report import CheckResult, Comment
from ..workspace.snapshot import Snapshot

CONTEXT = 3  # unchanged lines around a change or a finding
MAX_LINES = 2_000  # lines of a file; comparing more takes too long and is read by no one
MAX_BYTES = 200_000  # of a file, for the same reason
MAX_FILES = 200  # files of one stage

Kind = Literal["added", "removed", "same", "gap"]


@dataclass(frozen=True)
class DiffLine:
    """A line with its numbers before and after (0 where it is not), findings and comments that point at it.

    A gap stands for unchanged lines left out; its text says how many.
    """

    kind: Kind
    old: int
    new: int
    text: str
    findings: tuple[tuple[CheckResult, str], ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileDiff:
    """One file's change; `lines` is empty and `remark` tells why when it cannot be shown."""

    path: str
    status: Literal["added", "changed", "removed"]
    lines: tuple[DiffLine, ...]
    remark: str = ""

    @property
    def added(self) -> int:
        """Lines that are new."""
        return sum(line.kind == "added" for line in self.lines)

    @property
    def removed(self) -> int:
        """Lines that are gone."""
        return sum(line.kind == "removed" for line in self.lines)

    @property
    def findings(self) -> int:
        """Findings that point into this file."""
        return sum(len(line.findings) for line in self.lines)

    @property
    def comments(self) -> int:
        """A mentor's comments on lines of this file."""
        return sum(len(line.comments) for line in self.lines)


Marks = Mapping[tuple[str, int], tuple[tuple[CheckResult, str], ...]]
"""Findings by path and line; the text is the evidence's message."""

Words = Mapping[tuple[str, int], tuple[str, ...]]
"""A mentor's comments by path and line."""


def diffs(
    before: Snapshot, after: Snapshot, checks: tuple[CheckResult, ...], comments: tuple[Comment, ...] = ()
) -> tuple[FileDiff, ...]:
    """Every file that differs, in the order of paths, with findings and a mentor's comments at their lines."""
    marks = _marks(checks)
    words = _words(comments)
    paths = sorted(set(before.files) | set(after.files))
    changed = [path for path in paths if before.files.get(path) != after.files.get(path)]
    return tuple(
        _file(path, before.files.get(path), after.files.get(path), marks, words)
        for path in changed[:MAX_FILES]
    )


def _marks(checks: tuple[CheckResult, ...]) -> Marks:
    marks: dict[tuple[str, int], tuple[tuple[CheckResult, str], ...]] = {}
    for check in checks:
        if check.outcome not in ("failed", "told") or check.because_of:
            continue
        for evidence in check.evidence[:1] if check.cause is not None else check.evidence:
            place = (evidence.path, evidence.line)
            marks[place] = (*marks.get(place, ()), (check, evidence.message))
    return marks


def _words(comments: tuple[Comment, ...]) -> Words:
    words: dict[tuple[str, int], tuple[str, ...]] = {}
    for comment in comments:
        place = (comment.path, comment.line)
        words[place] = (*words.get(place, ()), comment.text)
    return words


def _file(path: str, old: bytes | None, new: bytes | None, marks: Marks, words: Words) -> FileDiff:
    status: Literal["added", "changed", "removed"] = (
        "added" if old is None else "removed" if new is None else "changed"
    )
    remark = _unshowable(old or b"") or _unshowable(new or b"")
    if remark:
        return FileDiff(path, status, (), remark)
    before, after = _lines(old), _lines(new)
    if len(before) > MAX_LINES or len(after) > MAX_LINES:
        return FileDiff(path, status, (), f"more than {MAX_LINES} lines, not shown")
    same = status == "changed" and before == after
    lines = _folded(
        [
            replace(line, comments=words.get((path, line.new), ())) if line.new else line
            for line in _compared(path, before, after, marks)
        ]
    )
    return FileDiff(path, status, lines, "only line ends differ" if same else "")


def _unshowable(data: bytes) -> str:
    if b"\0" in data:
        return "not a text, not shown"
    return f"larger than {MAX_BYTES} bytes, not shown" if len(data) > MAX_BYTES else ""


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n") if data else []


def _compared(path: str, before: list[str], after: list[str], marks: Marks) -> list[DiffLine]:
    lines: list[DiffLine] = []
    for tag, old, old_end, new, new_end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            lines += [
                DiffLine(
                    "same",
                    old + step + 1,
                    new + step + 1,
                    after[new + step],
                    marks.get((path, new + step + 1), ()),
                )
                for step in range(new_end - new)
            ]
            continue
        lines += [DiffLine("removed", number + 1, 0, before[number]) for number in range(old, old_end)]
        lines += [
            DiffLine("added", 0, number + 1, after[number], marks.get((path, number + 1), ()))
            for number in range(new, new_end)
        ]
    if lines and lines[-1].text == "" and not lines[-1].findings:
        lines.pop()  # what `split` leaves after the last line's end
    return lines


def _folded(lines: list[DiffLine]) -> tuple[DiffLine, ...]:
    """Unchanged lines far from any change or finding become a gap."""
    near: set[int] = set()
    for number, line in enumerate(lines):
        if line.kind != "same" or line.findings or line.comments:
            near.update(range(number - CONTEXT, number + CONTEXT + 1))
    shown: list[DiffLine] = []
    left_out = 0
    for number, line in enumerate(lines):
        if number in near:
            shown += _gap(left_out)
            left_out = 0
            shown.append(line)
        else:
            left_out += 1
    return (*shown, *_gap(left_out))


def _gap(lines: int) -> list[DiffLine]:
    if not lines:
        return []
    return [DiffLine("gap", 0, 0, f"{lines} unchanged line{'' if lines == 1 else 's'}")]
