"""Existing code is not modified: new needs are met by new code."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import msgspec

from ...analysis.definitions import WHOLE_FILE, Change, compare, definitions
from ...analysis.finding import finding
from ...analysis.fingerprint import Fingerprint
from ...analysis.read_sources import read_as_text
from ...analysis.source import Source, excerpt, read
from ...analysis.source_files import code_files
from ...analysis.text_changes import differing, two_sided
from ...report.report import Evidence
from ..findings import advice, broken
from ..rule import Case, Judgement, Rule, passed

DOCSTRINGS = frozenset({"__doc__", "getdoc"})
"""Names by which code gets at docstrings."""


def judge(case: Case) -> Judgement:
    """Whether the code of every closed file is what it was.

    The root may change; clients, deleted files and the kata's own have rules of their own. Comments,
    docstrings and layout alone are told, unless code reads them; so is a changed file that the code does
    not use.
    """
    layout = case.kata.layout
    files = case.after.files
    changed = [path for path in case.before.files if path in files and _may_not_change(path, case)]
    if not changed:
        return passed("No existing code was modified.")
    code = code_files(layout, case.before.files)
    running = code | code_files(layout, files)
    docstrings = _reads_docstrings(case, running)
    shown = read_as_text(files, running)
    places = _places(case)
    wrong: list[Evidence] = []
    told: list[Evidence] = []
    for path in changed:
        if path in code:
            for harmless, item in _findings(path, case.before.files[path], files[path], docstrings, places):
                if harmless and path in shown:
                    item = msgspec.structs.replace(item, message=f"{item.message} Code reads that text.")
                (told if harmless and path not in shown else wrong).append(item)
        elif path.endswith(".py") and not path.startswith(layout.tests):
            told.append(finding(path, message=f"`{path}` changed; neither the module nor a client uses it."))
    if wrong:
        return broken(
            f"Existing code was modified in {_count(wrong)}.",
            expected="The code of every closed file stays as it was; new code is in new files.",
            evidence=tuple(wrong),
        )
    if told:
        return advice("No existing code was modified; see what else changed.", tuple(told))
    return passed("No existing code was modified.")


def _may_not_change(path: str, case: Case) -> bool:
    """Whether a file changed that is neither the root, nor a client, nor the kata's own."""
    layout = case.kata.layout
    if path == layout.root or path.startswith(layout.clients) or path in case.given:
        return False
    return case.before.files[path] != case.after.files[path]


def _count(wrong: list[Evidence]) -> str:
    count = len({item.path for item in wrong})
    return f"{count} file{'s' if count != 1 else ''}"


def _findings(
    path: str, old: bytes, new: bytes, docstrings: bool, places: Mapping[Fingerprint, str]
) -> list[tuple[bool, Evidence]]:
    """(whether the code is as it was, the finding) for each change of one file."""
    if not path.endswith(".py"):
        return [(False, differing(path, old, new))]
    before, after = read(path, old), read(path, new)
    if after.tree is None:
        message = f"`{path}` was changed and {after.problem}."
        return [(False, finding(path, line=after.line, end_line=after.line, message=message))]
    if before.tree is None:
        return [(False, differing(path, old, new))]
    changes = compare(before, after, docstrings)
    if all(change.kind == "same" for change in changes):
        return [(True, finding(path, message=f"`{path}` is encoded differently; its text is the same."))]
    removed = {change.name: change for change in changes if change.kind == "removed"}
    elsewhere = {
        item.name: places[item.meaning]
        for item in definitions(before)
        if item.name in removed and item.what in {"class", "function"} and item.meaning in places
    }
    return [
        (change.harmless, _finding(path, change, elsewhere.get(change.name, ""), after))
        for change in changes
        if change.kind != "same"
    ]


def _finding(path: str, change: Change, place: str, after: Source) -> Evidence:
    name = "The module" if change.name == WHOLE_FILE else f"`{change.name}`"
    lines = f"{change.lines} line{'s' if change.lines != 1 else ''}"
    detail = f" ({change.detail})" if change.detail else ""
    where = f"in `{path}`"
    messages = {
        "laid-out": f"{name} {where} has another layout.",
        "commented": f"{name} {where} has other comments.",
        "added": f"{name} was added to the existing file `{path}`: new code belongs in a new file.",
        "extended": f"{name} {where} was extended {change.detail}: new code belongs in a new file.",
        "modified": f"{name} {where} was modified: {lines}{detail}.",
        "removed": f"{name} was removed from `{path}`.",
        "moved": f"{name} was moved {change.detail}, `{path}`.",
        "renamed": f"{name} {where} was renamed, {change.detail}.",
    }
    message = messages[change.kind]
    if change.kind == "modified" and not change.lines:
        message = f"{name} {where} was modified{detail}."
    if place:
        left = ", and is only imported in the old file" if _imports(after, change.name) else ""
        message = f"{name} was moved from `{path}` to `{place}`{left}."
    return finding(
        path,
        line=change.line,
        end_line=change.end_line,
        excerpt=two_sided(change.old, change.new) or excerpt(after.lines, change.line, change.end_line),
        message=message,
    )


def _places(case: Case) -> dict[Fingerprint, str]:
    """Where each class and function of the new Python files stands."""
    found: dict[Fingerprint, str] = {}
    for path, data in case.after.files.items():
        if path in case.before.files or not path.endswith(".py"):
            continue
        source = read(path, data)
        for item in definitions(source) if source.tree is not None else ():
            found.setdefault(item.meaning, path)
    return found


def _imports(source: Source, name: str) -> bool:
    tree = source.tree
    return tree is not None and any(
        isinstance(node, ast.ImportFrom)
        and any((item.asname or item.name) in {name, "*"} for item in node.names)
        for node in tree.body
    )


def _reads_docstrings(case: Case, code: frozenset[str]) -> bool:
    """Whether code acts on docstrings: then they are code. Copying one to another object is not acting."""
    for path in code:
        data = case.after.files.get(path)
        tree = read(path, data).tree if data is not None and path.endswith(".py") else None
        if tree is None:
            continue
        copied: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                copied.add(id(node.value))
        for node in ast.walk(tree):
            reading = (isinstance(node, ast.Attribute) and node.attr in DOCSTRINGS) or (
                isinstance(node, ast.Name) and node.id in DOCSTRINGS
            )
            if reading and isinstance(getattr(node, "ctx", None), ast.Load) and id(node) not in copied:
                return True
    return False


RULE = Rule("unmodified", judge, compares=True, hard=True, halved_by_refactoring=True)
