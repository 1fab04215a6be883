"""Whether what is alive in a child is still what the files say."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import msgspec

from ...base.strangers_text import visible
from ...base.syntax import Named
from ...report.report import Evidence
from ...workspace.snapshot import Snapshot
from ..finding import finding
from ..fingerprint import fingerprint
from ..source import read
from ..source_files import file_of, imports


class RunningFunction(msgspec.Struct, frozen=True):
    """Something alive in a child, as the child describes it, under the name by which it is reached.

    `owner` is that name, module first (`package.module.Class.method`); `file` is where its code stands,
    relative to the workspace, or empty when elsewhere; `line` is its first line (of a decorator, if any).
    `how` and `of` are said in `sandbox/driver/inspection.py`.
    """

    owner: str
    file: str
    line: int
    how: str = "function"
    of: str = ""


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
    states = _States(snapshot, now or snapshot)
    for function in dict.fromkeys(functions):
        problem = _PROBLEMS.get(function.how, _function)(function, states)
        if problem:
            message = f"`{visible(function.owner)}` was replaced at run time: {problem}."
            found[function.owner] = finding(
                function.file, line=function.line, end_line=function.line, message=message
            )
    return tuple(found.values())


class _States:
    """The closed state, what runs, and which of the closed files run as they were."""

    def __init__(self, snapshot: Snapshot, current: Snapshot) -> None:
        self.snapshot, self.current = snapshot, current
        self._closed: dict[str, bool] = {}

    def home(self, owner: str) -> tuple[str, tuple[str, ...]]:
        """The file that a dotted name belongs to, and the rest of the name."""
        return _home(owner, self.current)

    def is_closed(self, path: str) -> bool:
        """Whether a file is older than what runs, and changed in layout and comments at most."""
        if path not in self._closed:
            self._closed[path] = _same_code(path, self.snapshot, self.current)
        return self._closed[path]

    def tree(self, path: str) -> ast.Module | None:
        """The syntax tree of a file of what runs."""
        return read(path, self.current.files[path]).tree

    @cached_property
    def stored(self) -> frozenset[str]:
        """The names of attributes that closed code sets itself."""
        return frozenset(
            node.attr
            for path in self.current.files
            if path.endswith(".py") and self.is_closed(path)
            for node in ast.walk(self.tree(path) or ast.Module([], []))
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        )

    def plain_lines(self, path: str, names: tuple[str, ...]) -> frozenset[int] | None:
        """The lines where a closed file plainly defines a function of that name; None where it does not."""
        tree = self.tree(path) if path and self.is_closed(path) else None
        return _plain_lines(tree, names) if tree is not None and names else None


def _function(function: RunningFunction, states: _States) -> str:
    """What is wrong with a function under a name; empty where nothing is."""
    path, names = states.home(function.owner)
    if path and not states.is_closed(path):
        return ""
    snapshot, current = states.snapshot, states.current
    now = _now(function)
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
        if _takes_what_changed(path, snapshot, current):
            return ""
        return "" if not function.file or function.file in snapshot.files else now
    if function.file != path:
        return now
    return "" if function.line in lines else f"it now begins at line {function.line} of `{path}`"


def _value(function: RunningFunction, states: _States) -> str:
    """What is no function, or a class of another module, where a closed file defines one."""
    path, names = states.home(function.owner)
    if states.plain_lines(path, names) is not None:
        return _now(function)
    tree = states.tree(path) if path and states.is_closed(path) and len(names) == 1 else None
    if tree is None or function.file == path:
        return ""
    defined = [item for item in tree.body if isinstance(item, ast.ClassDef) and item.name == names[0]]
    decorated = any(item.decorator_list for item in defined) and (
        not function.file or function.file in states.snapshot.files
    )
    return _now(function) if defined and not decorated and not _is_bound_again(tree, names[0]) else ""


def _shadow(function: RunningFunction, states: _States) -> str:
    """What an object of a closed class holds in place of a method, when closed code did not put it there."""
    holder, _ = states.home(function.of)
    path, names = states.home(function.owner)
    if not holder or not states.is_closed(holder) or states.plain_lines(path, names) is None:
        return ""
    return (
        ""
        if names[-1] in states.stored
        else f"an object of `{visible(function.of)}` holds another in its place"
    )


def _parts(function: RunningFunction, states: _States) -> str:
    path, names = states.home(function.owner)
    if not path or not states.is_closed(path) or "<locals>" in names:
        return ""
    return "its code or its defaults changed after it was imported"


def _class(function: RunningFunction, states: _States) -> str:
    path, _ = states.home(function.owner)
    if not path or not states.is_closed(path) or "__class__" in states.stored:
        return ""
    return "an object of it was given another class"


def _bases(function: RunningFunction, states: _States) -> str:
    path, _ = states.home(function.owner)
    return "it was given other classes to inherit from" if path and states.is_closed(path) else ""


_PROBLEMS: Mapping[str, Callable[[RunningFunction, _States], str]] = {
    "function": _function,
    "value": _value,
    "shadow": _shadow,
    "parts": _parts,
    "class": _class,
    "bases": _bases,
}
"""What is told of a thing -> what says whether it was exchanged, as the end of a sentence."""


def _now(function: RunningFunction) -> str:
    if function.file:
        return f"it is now code of `{visible(function.file)}`"
    return "its code is in no file any more"


def _same_code(path: str, snapshot: Snapshot, current: Snapshot) -> bool:
    """Whether a file is older than what runs, and changed in layout and comments at most."""
    old, new = snapshot.files.get(path), current.files[path]
    if old is None or old == new:
        return old is not None
    before, after = read(path, old).tree, read(path, new).tree
    return before is not None and after is not None and fingerprint(before) == fingerprint(after)


def _takes_what_changed(path: str, snapshot: Snapshot, current: Snapshot) -> bool:
    """Whether a file imports, over others perhaps, from one that changed, and so may hold what is new there."""
    seen = {path}
    waiting = [path]
    while waiting:
        source = read(waiting[0], current.files[waiting.pop(0)])
        files = {file_of(item.module, current.files) for item in imports(source)} - {""} - seen
        if any(snapshot.files.get(other) != current.files[other] for other in files):
            return True
        seen |= files
        waiting.extend(sorted(files))
    return False


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
                case ast.Global(names=bound) if names[-1] in bound:
                    return None
                case ast.alias(name=name, asname=bound) if (bound or name) == names[-1]:
                    return None
    return frozenset(lines) or None


def _is_bound_again(tree: ast.Module, name: str) -> bool:
    """Whether a module gives a name that it defines another meaning itself."""
    return any(
        (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name)
        or (isinstance(node, ast.alias) and (node.asname or node.name) == name)
        for node in ast.walk(tree)
    )


def _inside_function(statement: ast.stmt) -> bool:
    return isinstance(statement, Named)
