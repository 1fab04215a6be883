"""Whether the functions alive in a child are still those of their files."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from kata.grader.codebase import file_of, imports
from kata.grader.findings import finding
from kata.grader.fingerprint import fingerprint
from kata.grader.report import Evidence
from kata.grader.source import Source, read, visible
from kata.workspace.snapshot import Snapshot


@dataclass(frozen=True)
class RunningFunction:
    """A function as a child describes it, under the name by which it is reached.

    `owner` is that name, module first (`package.module.Class.method`); `file` is where its code stands,
    relative to the workspace, or empty when elsewhere; `line` is its first line (of a decorator, if any).
    """

    owner: str
    file: str
    line: int


def misplaced(
    functions: Sequence[RunningFunction], snapshot: Snapshot, now: Snapshot | None = None
) -> tuple[Evidence, ...]:
    """The functions that were exchanged; `snapshot` is the closed state, which must be alive as it is.

    `now` is what runs (the same state when not given): new files, and files whose code changed, are not
    judged here, nor what a file takes from a file that changed, as from the composition root.

    A plain method or function must stand where its file defines it. What a decorator, a metaclass, an
    assignment or a library made in its place must at least not be code that is newer than the snapshot.
    """
    found: dict[str, Evidence] = {}
    for function in functions:
        problem = _problem(function, snapshot, now or snapshot)
        if problem:
            message = f"`{visible(function.owner)}` was exchanged at run time: {problem}."
            found[function.owner] = finding(
                function.file, line=function.line, end_line=function.line, message=message
            )
    return tuple(found.values())


def _problem(function: RunningFunction, snapshot: Snapshot, current: Snapshot) -> str:
    path, names = _home(function.owner, current)
    if path and not _same_code(path, snapshot, current):
        return ""
    now = (
        f"it is now code of `{visible(function.file)}`"
        if function.file
        else "its code is in no file any more"
    )
    if not path:
        top = function.owner.partition(".")[0]
        ours = any(file == f"{top}.py" or file.startswith(f"{top}/") for file in current.files)
        return now if function.file and not ours and not function.file.startswith(f"{top}/") else ""
    if "<locals>" in names or "<lambda>" in names:
        return ""
    source = read(path, current.files[path])
    if source.tree is None:
        return ""
    lines = _plain_lines(source.tree, names)
    if lines is None:
        if _takes_what_changed(source, snapshot, current):
            return ""
        return "" if not function.file or function.file in snapshot.files else now
    if function.file != path:
        return now
    return "" if function.line in lines else f"it now begins at line {function.line} of `{path}`"


def _same_code(path: str, snapshot: Snapshot, current: Snapshot) -> bool:
    """Whether a file is older than what runs, and changed in layout and comments at most."""
    old, new = snapshot.files.get(path), current.files[path]
    if old is None or old == new:
        return old is not None
    before, after = read(path, old).tree, read(path, new).tree
    return before is not None and after is not None and fingerprint(before) == fingerprint(after)


def _takes_what_changed(source: Source, snapshot: Snapshot, current: Snapshot) -> bool:
    """Whether a file imports from one that changed, and so may rightly hold what is new there."""
    files = {file_of(item.module, current.files) for item in imports(source)} - {""}
    return any(snapshot.files.get(path) != current.files[path] for path in files)


def _home(owner: str, snapshot: Snapshot) -> tuple[str, tuple[str, ...]]:
    """The closed file that a dotted name belongs to, and the rest of the name."""
    parts = owner.split(".")
    for count in range(len(parts) - 1, 0, -1):
        path = file_of(".".join(parts[:count]), snapshot.files)
        if path:
            return path, tuple(parts[count:])
    return "", ()


def _plain_lines(tree: ast.Module, names: tuple[str, ...]) -> frozenset[int] | None:
    """The lines where a plain definition of that name begins; None where something else makes it."""
    body: list[ast.stmt] = tree.body
    for name in names[:-1]:
        classes = [item for item in body if isinstance(item, ast.ClassDef) and item.name == name]
        if len(classes) != 1 or classes[0].decorator_list or classes[0].keywords:
            return None
        body = classes[0].body
    lines: set[int] = set()
    for statement in body:
        for node in ast.walk(statement):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name == names[-1]:
                    if node is not statement or node.decorator_list:
                        return None
                    lines.add(node.lineno)
                case ast.Name(id=name, ctx=ast.Store()) if name == names[-1] and not _inside_function(
                    statement
                ):
                    return None
                case ast.alias(name=name, asname=bound) if (bound or name) == names[-1]:
                    return None
    return frozenset(lines) or None


def _inside_function(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
