"""Which files of a workspace are code, what a module name stands for, and what takes its place."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kata.content.kata import Files, Layout
from kata.grader.source import CACHED_SOURCES, Source, read

EXTENSION_ENDINGS = (".so", ".pyd")
"""Compiled modules: Python prefers them to a `.py` file of the same name."""

READING = frozenset(
    {"open", "read_text", "read_bytes", "iterdir", "glob", "rglob", "listdir", "walk", "scandir", "files"}
    | {"iglob", "get_data", "joinpath", "fileinput", "run_path", "spec_from_file_location"}
)
"""Names of calls that read files; only beside one of them does a folder's name in a text count as used."""

Index = dict[str, set[str]]
"""Part of a path -> the paths that have it."""


@dataclass(frozen=True)
class Import:
    """One import: the absolute module name, the name taken from it (`*`, or empty), where it stands."""

    module: str
    name: str
    bound: str
    node: ast.AST
    typing_only: bool = False


def code_files(layout: Layout, files: Files) -> frozenset[str]:
    """All paths in the module's and the clients' folders, and of all that these import or read."""
    waiting = [path for path in files if path.startswith((layout.module, layout.clients))]
    found = set(waiting)
    outside = {path for path in files if path not in found}
    names: Index = {}
    folders: Index = {}
    for path in outside:
        folder, _, name = path.rpartition("/")
        names.setdefault(name, set()).add(path)
        for part in folder.split("/") if folder else ():
            folders.setdefault(part, set()).add(path)
    while waiting and outside:
        path = waiting.pop()
        if not path.endswith(".py"):
            continue
        source = read(path, files[path])
        used = _imported(source, files) | _mentioned(source, names, folders)
        waiting.extend(used & outside)
        found |= used & outside
        outside -= used
    return frozenset(found)


@lru_cache(maxsize=CACHED_SOURCES)
def imports(source: Source) -> tuple[Import, ...]:
    """Every import of a file with absolute names, `import_module("…")` of a plain text included."""
    return tuple(_imports(source))


def _imports(source: Source) -> Iterator[Import]:
    if source.tree is None:
        return
    package = package_of(source.path)
    waiting: list[tuple[ast.AST, bool]] = [(source.tree, False)]
    while waiting:
        node, typing_only = waiting.pop()
        match node:
            case ast.Import(names=names):
                for item in names:
                    yield Import(item.name, "", item.asname or item.name.partition(".")[0], node, typing_only)
            case ast.ImportFrom(module=module, names=names, level=level):
                origin = absolute(package, module or "", level)
                for item in names:
                    yield Import(origin, item.name, item.asname or item.name, node, typing_only)
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if _called(func) in {
                "import_module",
                "__import__",
                "run_module",
            }:
                level = len(name) - len(name.lstrip("."))
                yield Import(absolute(package, name.lstrip("."), level), "", "", node, typing_only)
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                waiting.extend((child, True) for child in node.body)
                waiting.extend((child, typing_only) for child in node.orelse)
                continue
        waiting.extend((child, typing_only) for child in ast.iter_child_nodes(node))


def package_of(path: str) -> str:
    """The dotted package that a file's relative imports start from."""
    return posixpath.dirname(path).replace("/", ".")


def module_of(path: str) -> str:
    """The dotted module name of a Python file."""
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem.replace("/", ".")


def absolute(package: str, module: str, level: int) -> str:
    """The absolute name of a module written relative to `package` with `level` dots."""
    if level == 0:
        return module
    parts = package.split(".") if package else []
    parts = parts[: len(parts) - level + 1]
    return ".".join([*parts, module] if module else parts)


def file_of(module: str, files: Mapping[str, object]) -> str:
    """The workspace file of an absolute module name; empty where there is none."""
    base = module.replace(".", "/")
    for path in (f"{base}/__init__.py", f"{base}.py"):
        if base and path in files:
            return path
    return ""


def replacement(path: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """A new file that Python imports in place of the Python file `path`; empty where there is none.

    `a/b/__init__.py` and `a/b.so` come before `a/b.py`; `a.py` before a folder `a/` that is no package.
    """
    if not path.endswith(".py"):
        return ""
    compiled = [other for other in after if other.endswith(EXTENSION_ENDINGS) and other not in before]
    stem = path.removesuffix(".py")
    stems = [f"{stem}/__init__"]
    if f"{stem}/__init__.py" in after and f"{stem}/__init__.py" not in before:
        return f"{stem}/__init__.py"
    stems.append(stem)
    folder = posixpath.dirname(path)
    while folder:
        if f"{folder}/__init__.py" not in after:
            if f"{folder}.py" in after and f"{folder}.py" not in before:
                return f"{folder}.py"
            stems.append(folder)
        folder = posixpath.dirname(folder)
    return next((other for stem in stems for other in compiled if _compiled_as(stem, other)), "")


def _compiled_as(stem: str, path: str) -> bool:
    return path.startswith(f"{stem}.") and path.endswith(EXTENSION_ENDINGS)


def _called(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _imported(source: Source, files: Files) -> set[str]:
    found: set[str] = set()
    for item in imports(source):
        names = [item.module, f"{item.module}.{item.name}" if item.name else item.module]
        if item.name == "*":
            names = [item.module]
        for name in names:
            parts = name.split(".")
            for count in range(1, len(parts) + 1):
                found.add(file_of(".".join(parts[:count]), files))
    return found - {""}


def _mentioned(source: Source, names: Index, folders: Index) -> set[str]:
    """The paths whose file name stands in a text, or whose folder does beside a reading call."""
    texts, reads = _texts(source)
    found: set[str] = set()
    for text in texts:
        found |= names.get(text, set())
        if reads:
            found |= folders.get(text, set())
    return found


@lru_cache(maxsize=CACHED_SOURCES)
def _texts(source: Source) -> tuple[frozenset[str], bool]:
    """The last path parts of all texts that a source uses, and whether it calls anything that reads."""
    if source.tree is None:
        return frozenset(), False
    texts: set[str] = set()
    reads = False
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            reads = reads or _called(node.func) in READING
        if isinstance(node, ast.Expr):
            continue
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str | bytes):
                value = (
                    child.value if isinstance(child.value, str) else child.value.decode("utf-8", "replace")
                )
                texts.add(value.strip().replace("\\", "/").rstrip("/").rpartition("/")[2])
    return frozenset(texts), reads
