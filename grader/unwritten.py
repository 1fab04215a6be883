"""Client functions that nobody has written yet, seen in the sources alone."""

from __future__ import annotations

import ast

from ..analysis.finding import finding
from ..analysis.source import excerpt, read
from ..analysis.source_files import file_of
from ..base.syntax import Function
from ..content.kata import Kata
from ..report.causes import UNWRITTEN
from ..report.report import Evidence
from ..workspace.snapshot import Snapshot


def unwritten(kata: Kata, snapshot: Snapshot) -> tuple[Evidence, ...]:
    """The functions which hidden tests will call and whose bodies are still those of a starter.

    One that is made in another way, or stands in a file that cannot be read, is not among them.
    """
    found = []
    for seam in kata.seams:
        module, _, name = seam.target.partition(":")
        path = file_of(module, snapshot.files)
        source = read(path, snapshot.files[path]) if path else None
        for node in source.tree.body if source is not None and source.tree is not None else ():
            if isinstance(node, Function) and node.name == name and _is_bare(node):
                line = node.body[-1].lineno
                assert source is not None
                found.append(finding(path, name, line=line, excerpt=excerpt(source.lines, line)))
    return tuple(found)


def _is_bare(function: Function) -> bool:
    """Whether nothing is in it but words, `pass`, `...` or that it is not implemented."""
    return all(_says_nothing(statement) for statement in function.body)


def _says_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id=name)) | ast.Raise(exc=ast.Call(func=ast.Name(id=name))):
            return name == UNWRITTEN
    return False
