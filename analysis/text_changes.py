"""Where two versions of one file differ, as evidence for a report."""

from __future__ import annotations

import difflib

from ..report.report import Evidence
from ..workspace.names import printable
from ..workspace.snapshot import Snapshot
from .finding import finding
from .source import excerpt, text_lines

MAX_COMPARED = 1_000_000
"""Pairs of lines that are compared; what differs in longer texts is shown as one block."""

Opcode = tuple[str, int, int, int, int]
"""As of `difflib`: what happened, lines i1 to i2 of the old text, j1 to j2 of the new."""


def not_taken_in(path: str, after: Snapshot) -> str:
    """Why a file that stands in the folder is not in the snapshot; nothing when it does not stand there."""
    for oddity in after.oddities:
        if oddity.path == printable(path):
            return f"`{path}` is no longer a plain file: {oddity.reason}"
    return ""


def differing(path: str, old: bytes, new: bytes) -> Evidence:
    """The first place where a file differs, its lines before and after, and how many lines differ in all."""
    before, after = text_lines(old), text_lines(new)
    if before == after:
        return finding(path, message=f"`{path}` {_in_bytes_alone(old, new)}")
    changes = changed_blocks(before, after)
    count = sum(max(i2 - i1, j2 - j1) for _, i1, i2, j1, j2 in changes)
    _, i1, i2, j1, j2 = changes[0]
    line = min(j1 + 1, len(after))
    return finding(
        path,
        line=line,
        end_line=max(line, j2),
        excerpt=two_sided(before[i1:i2], after[j1:j2]),
        message=f"`{path}` changed: {count} line{'s' if count != 1 else ''}.",
    )


def _in_bytes_alone(old: bytes, new: bytes) -> str:
    if old.replace(b"\r\n", b"\n") != new.replace(b"\r\n", b"\n"):
        return "differs in its bytes alone."
    now, was = ("CR LF", "LF") if new.count(b"\r\n") > old.count(b"\r\n") else ("LF", "CR LF")
    return (
        f"differs in its line ends alone: they were {was} and are {now}, which `git diff` may not show. "
        f"Save it with {was} again (git config core.autocrlf false keeps git from changing them)."
    )


def changed_blocks(before: list[str], after: list[str]) -> list[Opcode]:
    """The blocks of lines that differ, in order."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old and not new:
        return []
    if len(old) * len(new) > MAX_COMPARED:
        return [("replace", start, start + len(old), start, start + len(new))]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        (tag, i1 + start, i2 + start, j1 + start, j2 + start)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def two_sided(old: list[str] | tuple[str, ...], new: list[str] | tuple[str, ...]) -> str:
    """Old lines behind `- `, new lines behind `+ `; few, and nothing invisible."""
    lines: list[str] = []
    for sign, texts in (("- ", list(old)), ("+ ", list(new))):
        if texts:
            lines.extend(sign + line for line in excerpt(texts, 1, len(texts)).split("\n"))
    return "\n".join(lines)
