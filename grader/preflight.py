"""What is plainly wrong before any check runs: unreadable files, packages that are not allowed."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator

from ..analysis.finding import finding
from ..analysis.source import Source, excerpt, read
from ..analysis.source_files import MAX_CODE_BYTES, code_files, imports, module_of
from ..content.kata import Kata, Layout
from ..report.report import Evidence
from ..sandbox.packages import imported_as
from ..workspace.snapshot import Snapshot

MAX_CODE_FILES = 400
"""Python files: a stage needs some dozens."""


def unwieldy(layout: Layout, snapshot: Snapshot) -> tuple[Evidence, ...]:
    """Why there is too much code for anybody to look at, so that no rule has to try."""
    code = code_files(layout, snapshot.files)
    sizes = {path: len(snapshot.files[path]) for path in code if path.endswith(".py")}
    if len(sizes) <= MAX_CODE_FILES and sum(sizes.values()) <= MAX_CODE_BYTES:
        return ()
    folders: Counter[str] = Counter()
    for path, size in sizes.items():
        folders[path.rpartition("/")[0]] += size
    most = max(sorted(folders), key=lambda folder: folders[folder])
    largest = max(sorted(sizes), key=lambda path: (path.rpartition("/")[0] == most, sizes[path]))
    message = (
        f"There are {len(sizes)} Python files with {sum(sizes.values()) // 1024} KB in all. The grader reads at most "
        f"{MAX_CODE_FILES} files and {MAX_CODE_BYTES // 1024} KB. Most of yours are in "
        f"{f'`{most}/`' if most else 'the workspace itself'}; the largest there is `{largest}`."
    )
    return (finding(largest, message),)


def tangled(layout: Layout, before: Snapshot, after: Snapshot) -> tuple[Evidence, ...]:
    """What to say of code that a rule could not get through: the largest file that is new or changed."""
    code = [path for path in sorted(code_files(layout, after.files)) if path.endswith(".py")]
    new = [path for path in code if before.files.get(path) != after.files[path]] or code
    largest = max(new, key=lambda path: len(after.files[path]))
    message = f"`{largest}` repeats so much that its code could not be read to the end. Make it shorter."
    return (finding(largest, message),)


def preflight(kata: Kata, snapshot: Snapshot, number: int = 0) -> tuple[Evidence, ...]:
    """Files of the code that Python cannot read, and imports of packages that a solution may not use.

    It looks at the module, the clients and whatever these import or read; the trainee's tests are free,
    and the kata's own files are not the trainee's to break. With the number of a stage it also finds what
    the root takes from a given file that only a later stage's version has.
    """
    allowed = sys.stdlib_module_names.union(_own(snapshot), *map(imported_as, kata.packages))
    given = {path for stage in kata.stages for path in stage.given}
    found = list(_too_early(kata, snapshot, number)) if number else []
    for path in sorted(code_files(kata.layout, snapshot.files)):
        if not path.endswith(".py") or path in given:
            continue
        source = read(path, snapshot.files[path])
        if source.tree is None:
            found.append(
                finding(
                    path,
                    line=source.line,
                    end_line=source.line,
                    excerpt=excerpt(source.lines, source.line) if source.line else "",
                    message=f"`{path}` {source.problem}.",
                )
            )
            continue
        seen: set[tuple[int, str]] = set()
        for item in imports(source):
            name = item.module.partition(".")[0]
            line = item.node.lineno if isinstance(item.node, ast.stmt | ast.expr) else 0
            if item.typing_only or not name or name in allowed or (line, name) in seen:
                continue
            seen.add((line, name))
            found.append(
                finding(
                    path,
                    line=line,
                    end_line=line,
                    excerpt=excerpt(source.lines, line),
                    message=_refusal(name, path, kata, snapshot),
                )
            )
    return tuple(sorted(found, key=lambda item: (item.path, item.line)))


def _too_early(kata: Kata, snapshot: Snapshot, number: int) -> Iterator[Evidence]:
    root = kata.layout.root
    source = read(root, snapshot.files[root]) if root in snapshot.files else None
    if source is None or source.tree is None:
        return
    for path, data in kata.given_at(number).items():
        if not path.endswith(".py"):
            continue
        now = _names(path, data)
        later = {
            name: stage.number
            for stage in reversed(kata.stages[number:])
            for name in (_names(path, stage.given[path]) if path in stage.given else ())
        }
        for node, name in _taken(source, module_of(path)):
            if name in later and name not in now:
                message = (
                    f"`{root}` reads `{module_of(path)}.{name}`, which comes with stage {later[name]}: it does not run "
                    f"with the `{path}` of stage {number}."
                )
                line = getattr(node, "lineno", 0)
                yield finding(
                    root, line=line, end_line=line, excerpt=excerpt(source.lines, line), message=message
                )


def _taken(source: Source, module: str) -> Iterator[tuple[ast.AST, str]]:
    """(where, which name) of each name that a file takes from a module."""
    bound = {item.bound for item in imports(source) if item.module == module and not item.name}
    yield from ((item.node, item.name) for item in imports(source) if item.module == module and item.name)
    for node in ast.walk(source.tree) if source.tree is not None else ():
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bound:
            yield node, node.attr


def _names(path: str, data: bytes) -> frozenset[str]:
    """The names that a file gives a meaning at its own level."""
    tree = read(path, data).tree
    return frozenset(
        node.id
        for statement in (tree.body if tree is not None else ())
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


def _own(snapshot: Snapshot) -> set[str]:
    """Names that can be imported from the workspace's own folder."""
    return {path.partition("/")[0].removesuffix(".py") for path in snapshot.files if path.endswith(".py")}


def _refusal(name: str, path: str, kata: Kata, snapshot: Snapshot) -> str:
    folder = path.rpartition("/")[0]
    if any(f"{folder}/{name}{ending}" in snapshot.files for ending in (".py", "/__init__.py")):
        return f"`{name}` is not found under that name: `{path}` must import it as `from . import {name}`."
    packages = "".join(f", `{package}`" for package in kata.packages)
    return f"`{name}` may not be imported. A solution may use the standard library{packages}."
