"""No existing file of the code is deleted, moved, renamed or pushed aside by another."""

from __future__ import annotations

import difflib

from ...analysis.finding import finding
from ...analysis.fingerprint import Fingerprint, fingerprint
from ...analysis.source import read, text_lines
from ...analysis.source_files import code_files, replacement
from ...analysis.text_changes import not_taken_in
from ..findings import broken
from ..rule import Case, Judgement, Rule, passed

ALIKE = 0.6
"""Share of equal lines from which a new file is called the old one renamed; it only words the finding."""

MAX_CANDIDATES = 100
"""New files that are looked at for each one that is gone; it only words the finding."""

MAX_LINES = 1000
"""Lines of a file that is compared with another for likeness; it only words the finding."""


def judge(case: Case) -> Judgement:
    """Whether every file of the closed code is still there and still what Python imports.

    The clients' own files are left to the rule that keeps them byte for byte.
    """
    evidence = []
    for path in sorted(code_files(case.kata.layout, case.before.files)):
        if path in case.given or path.startswith(case.kata.layout.clients):
            continue
        if path not in case.after.files:
            evidence.append(finding(path, message=_gone(path, case)))
        else:
            other = replacement(path, case.before.files, case.after.files)
            if other:
                message = (
                    f"`{other}` takes the place of `{path}`: Python no longer imports the existing file."
                )
                evidence.append(finding(other, message))
    if not evidence:
        return passed("No existing file was deleted, moved or renamed.")
    count = len(evidence)
    return broken(
        f"{count} existing file{'s' if count > 1 else ''} deleted, moved, renamed or replaced.",
        expected="Every file of the closed stages stays where it is.",
        evidence=tuple(evidence),
    )


def _gone(path: str, case: Case) -> str:
    if why := not_taken_in(path, case.after):
        return why
    place = _new_place(path, case)
    if place:
        return f"`{path}` was moved or renamed to `{place}`. Put it back, and build on it from new files."
    return f"`{path}` was deleted. Put it back, even if nothing uses it any more."


def _new_place(path: str, case: Case) -> str:
    data = case.before.files[path]
    new = [other for other in case.after.files if other not in case.before.files][:MAX_CANDIDATES]
    for other in new:
        if data.strip() and case.after.files[other] == data:
            return other
    ending = path.rpartition(".")[2]
    meaning = _meaning(path, data)
    lines = text_lines(data)
    best, place = ALIKE, ""
    for other in new:
        if not other.endswith(f".{ending}"):
            continue
        if meaning and _meaning(other, case.after.files[other]) == meaning:
            return other
        if len(lines) > MAX_LINES or case.after.files[other].count(b"\n") > MAX_LINES:
            continue
        matcher = difflib.SequenceMatcher(None, lines, text_lines(case.after.files[other]), autojunk=False)
        if matcher.quick_ratio() >= best and matcher.ratio() >= best:
            best, place = matcher.ratio(), other
    return place


def _meaning(path: str, data: bytes) -> Fingerprint | None:
    tree = read(path, data).tree if path.endswith(".py") else None
    return fingerprint(tree) if tree is not None and tree.body else None


RULE = Rule("nothing_removed", judge, compares=True, hard=True)
