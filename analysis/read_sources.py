"""Which source files code reads as texts: there, comments and layout are data, and so they are code."""

from __future__ import annotations

import ast
from collections.abc import Collection

from ..content.kata import Files
from .mentions import READING
from .source import read

SOURCE_READING = frozenset(
    {
        "getcomments",
        "getsource",
        "getsourcelines",
        "findsource",
        "getblock",
        "linecache",
        "getline",
        "getlines",
    }
    | {"tokenize", "generate_tokens", "get_source", "detect_encoding", "co_lines", "co_positions"}
)
"""Names of what gives back the text of any source file, or says where in it code stands."""

OPENING = frozenset({"open", "read_text", "read_bytes", "fileinput", "get_data"})
"""Names of what reads the very file that it is given."""


def read_as_text(files: Files, code: Collection[str]) -> frozenset[str]:
    """The Python files of `code` whose text some code reads: its own, one that it names, or any at all."""
    python = frozenset(path for path in code if path.endswith(".py"))
    found: set[str] = set()
    for path in sorted(python & files.keys()):
        tree = read(path, files[path]).tree
        nodes = list(ast.walk(tree)) if tree is not None else []
        names = {name for node in nodes for name in _names(node)}
        if not names.isdisjoint(SOURCE_READING):
            return python
        if names.isdisjoint(READING):
            continue
        itself = {"__file__", *(name for node in nodes for name in _given_itself(node))}
        for node in nodes:
            if _reads(node, itself):
                found.add(path)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= _meant(node.value, python)
    return frozenset(found)


def _meant(text: str, python: Collection[str]) -> set[str]:
    """The files whose name a text is, or fits; `*.py` means them all."""
    name = text.strip().rpartition("/")[2]
    if not name.endswith(".py") or " " in name:
        return set()
    plain = name.strip("*")
    return {path for path in python if f"/{path}".endswith(plain if plain != name else f"/{name}")}


def _given_itself(node: ast.AST) -> list[str]:
    """The names that stand for `__file__`, or for a path made of it."""
    if not isinstance(node, ast.Assign):
        return []
    whole = (
        node.value.args[0] if isinstance(node.value, ast.Call) and len(node.value.args) == 1 else node.value
    )
    if not (isinstance(whole, ast.Name) and whole.id == "__file__"):
        return []
    if isinstance(node.value, ast.Call) and _last(node.value.func) == "dirname":
        return []
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _reads(node: ast.AST, itself: Collection[str]) -> bool:
    """`open(__file__)`, `Path(__file__).read_text()`: not what lies beside the file."""
    match node:
        case ast.Call(func=func, args=[ast.Name(id=name), *_]) if name in itself:
            return _last(func) in OPENING
        case ast.Attribute(value=ast.Call(args=[ast.Name(id=name), *_]) | ast.Name(id=name), attr=attr):
            return name in itself and attr in OPENING
    return False


def _last(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _names(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (name,)
        case ast.ImportFrom(module=module, names=names):
            return (module or "", *(item.name for item in names))
        case ast.Import(names=names):
            return tuple(item.name for item in names)
    return ()
