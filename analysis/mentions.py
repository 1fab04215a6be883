"""Which files a source speaks of in its texts: by name, by ending, by a pattern, or by their folder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

import msgspec

from .source import CACHED_SOURCES, Source

READING = frozenset(
    {"open", "read_text", "read_bytes", "iterdir", "glob", "rglob", "listdir", "walk", "scandir", "files"}
    | {"iglob", "get_data", "joinpath", "fileinput", "run_path", "spec_from_file_location", "import_module"}
    | {"__path__", "addsitedir", "submodule_search_locations", "walk_packages", "iter_modules", "fdopen"}
    | {"FileFinder", "PathFinder", "SourceFileLoader", "open_text", "open_binary", "as_file", "__import__"}
)
"""Names of what reads files or finds modules; only beside one of them does a part of a path count as used."""

MAX_PATTERNS = 50
"""Patterns of one source that are tried on the files of a workspace."""

_PATTERN = re.compile(r"[*?\[]")


class Places:
    """The files of a workspace that are not yet known to be code, by the parts of their paths."""

    def __init__(self, tests: str, paths: Iterable[str]) -> None:
        self.left = set(paths)
        self._tests = tests
        self._names: dict[str, set[str]] = {}
        self._endings: dict[str, set[str]] = {}
        self._folders: dict[str, set[str]] = {}
        for path in self.left:
            folder, _, name = path.rpartition("/")
            self._names.setdefault(name, set()).add(path)
            self._endings.setdefault(name.rpartition(".")[2], set()).add(path)
            for part in folder.split("/") if folder else ():
                self._folders.setdefault(part, set()).add(path)

    def mentioned(self, source: Source) -> set[str]:
        """The files that a source uses by writing out their names, or parts of these.

        Tests count only where their folder is named: then what else is named in it, or else all of it.
        """
        said = _said(source)
        found: set[str] = set()
        patterns = [text for text in said.texts if _PATTERN.search(text)][:MAX_PATTERNS] if said.reads else []
        tests = self._tests.strip("/")
        for text in said.texts:
            if text != tests:
                found |= self._named(text, said.reads)
        for pattern in patterns:
            found |= self._fitting(pattern)
        in_tests = {path for path in found if path.startswith(self._tests)}
        if tests not in said.parts:
            return found - in_tests
        if said.reads and not in_tests:
            found |= {path for path in self.left if path.startswith(self._tests)}
        return found

    def _named(self, text: str, reads: bool) -> set[str]:
        """What has a text as its name; for one that reads, as its ending or folder, too."""
        steps = [step for step in text.split("/") if step not in ("", ".", "..")]
        if not steps:
            return set()
        last = steps[-1]
        found = set(self._names.get(last, ()))
        if not reads:
            return found
        if "." in last and last != ".py":
            ending = self._endings.get(last.rpartition(".")[2], set())
            found |= {path for path in ending if path.endswith(last)}
        folders = f"/{'/'.join(steps)}/"
        return found | {path for path in self._folders.get(last, ()) if folders in f"/{path}"}

    def _fitting(self, pattern: str) -> set[str]:
        """What fits a pattern; one that says no more than "all files" or "all code" names nothing."""
        name = pattern.rpartition("/")[2]
        if name.strip("*") in {"", ".", ".py"}:
            return set()
        return {path for path in self.left if fnmatchcase(path.rpartition("/")[2], name)}


class _Said(msgspec.Struct, frozen=True):
    """The texts that a source uses, as paths; their parts; and whether it reads anything."""

    texts: tuple[str, ...]
    parts: frozenset[str]
    reads: bool


@lru_cache(maxsize=CACHED_SOURCES)
def _said(source: Source) -> _Said:
    texts: set[str] = set()
    reads = False
    for node in ast.walk(source.tree) if source.tree is not None else ():
        reads = reads or not READING.isdisjoint(_names(node))
        if isinstance(node, ast.Expr):
            continue  # a text that stands alone is commentary
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str | bytes):
                texts |= _as_paths(child.value)
    parts = {part for text in texts for part in text.split("/")}
    return _Said(tuple(sorted(texts)), frozenset(parts), reads)


def _names(node: ast.AST) -> tuple[str, ...]:
    """The names that a node uses; `sys.path` counts as the name `__path__`."""
    match node:
        case ast.Attribute(value=ast.Name(id="sys"), attr="path"):
            return ("__path__",)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (name,)
        case ast.ImportFrom(module="sys", names=names) if any(item.name == "path" for item in names):
            return ("__path__",)
        case ast.ImportFrom(names=names):
            return tuple(item.name for item in names)
    return ()


def _as_paths(value: str | bytes) -> set[str]:
    """A text as a path, and a dotted name of modules as the path that it stands for."""
    text = value if isinstance(value, str) else value.decode("utf-8", "replace")
    path = text.strip().replace("\\", "/").rstrip("/")
    while path.startswith(("./", "../", "/")):
        path = path.partition("/")[2]
    steps = [step for step in path.split(".") if step]
    dotted = "." in path and steps and all(step.isidentifier() for step in steps)
    return {path, "/".join(steps)} if dotted else {path}
