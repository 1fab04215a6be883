"""Where two versions of one file differ, as evidence for a report."""

from __future__ import annotations

import difflib

from kata.grader.report import Evidence
from kata.grader.source import excerpt, text_lines

MAX_COMPARED_LINES = 5000
"""Lines of a file that are compared one by one; a longer file is only said to differ."""


def differing(path: str, old: bytes, new: bytes) -> Evidence:
    """The first place where a file differs, its lines before and after, and how many lines differ in all."""
    before, after = text_lines(old), text_lines(new)
    if before == after:
        return Evidence(path=path, message=f"`{path}` differs in its line ends or bytes alone.")
    if max(len(before), len(after)) > MAX_COMPARED_LINES:
        return Evidence(path=path, message=f"`{path}` changed.")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changes = [item for item in matcher.get_opcodes() if item[0] != "equal"]
    count = sum(max(i2 - i1, j2 - j1) for _, i1, i2, j1, j2 in changes)
    _, i1, i2, j1, j2 = changes[0]
    line = min(j1 + 1, len(after))
    return Evidence(
        path=path,
        line=line,
        end_line=max(line, j2),
        excerpt=two_sided(before[i1:i2], after[j1:j2]),
        message=f"`{path}` changed: {count} line{'s' if count != 1 else ''}.",
    )


def two_sided(old: list[str] | tuple[str, ...], new: list[str] | tuple[str, ...]) -> str:
    """Old lines behind `- `, new lines behind `+ `; few, and nothing invisible."""
    lines: list[str] = []
    for sign, texts in (("- ", list(old)), ("+ ", list(new))):
        if texts:
            lines.extend(sign + line for line in excerpt(texts, 1, len(texts)).split("\n"))
    return "\n".join(lines)
