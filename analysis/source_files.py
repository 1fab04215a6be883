"""Which files of a workspace are code, what a module name stands for, and what takes its place."""

from __future__ import annotations

import ast
import posixpath
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from ..content.kata import Files, Layout
from .mentions import Places
from .source import CACHED_SOURCES, Source, read

EXTENSION_ENDINGS = (".so", ".pyd")
"""Compiled modules: Python prefers them to a `.py` file of the same name."""

MAX_CODE_BYTES = 384 * 1024
"""Of all Python code together: five times what a stage needs, and read in seconds."""

NOTES = (".md", ".rst")
"""Endings of notes: free wherever they lie, unless code reads them."""

SHADOWED = sys.stdlib_module_names - {
    "antigravity",
    "idlelib",
    "lib2to3",
    "test",
    "this",
    "turtle",
    "turtledemo",
}
"""Modules that libraries import: a file of that name is found in their place."""


class Import(msgspec.Struct, frozen=True):
    """One import: the absolute module name, the name taken from it (`*`, or empty), where it stands."""

    module: str
    name: str
    bound: str
    node: ast.AST
    typing_only: bool = False


def code_files(layout: Layout, files: Files) -> frozenset[str]:
    """The code of a submission: all that the rules judge and, with the kata's own files, all that runs.

    It is what lies in the module's and the clients' folders, without notes and what cannot be imported;
    modules that libraries would find in place of the standard library's; and whatever code imports, or
    reads under a name that it writes out. Beyond `MAX_CODE_BYTES` of Python nothing more is followed.
    """
    found = {path for path in files if _is_plain_code(path, layout) or _shadows(path, layout, files)}
    waiting = sorted(found)
    places = Places(layout.tests, (path for path in files if path not in found))
    size = 0
    while waiting and places.left and size <= MAX_CODE_BYTES:
        path = waiting.pop()
        if path.endswith(".py"):
            size += len(files[path])
            source = read(path, files[path])
            used = (_imported(source, files) | places.mentioned(source)) & places.left
            places.left -= used
            found |= used
            waiting.extend(sorted(used))
    return frozenset(found)


def _is_plain_code(path: str, layout: Layout) -> bool:
    """Whether a file is code by its place alone: no note, and where Python could import it."""
    if not path.startswith((layout.module, layout.clients)):
        return False
    *folders, name = path.split("/")
    hidden = name.startswith(".") or name.lower().endswith(NOTES)
    return not hidden and all(folder.isidentifier() for folder in folders)


def _shadows(path: str, layout: Layout, files: Files) -> bool:
    """Whether a file belongs to a module that libraries find in place of the standard library's."""
    top, _, rest = path.partition("/")
    name = top if rest else top.removesuffix(".py")
    if name not in SHADOWED or path.startswith(layout.tests):
        return False
    return f"{name}/__init__.py" in files if rest else top.endswith(".py")


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
