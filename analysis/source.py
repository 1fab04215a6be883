"""A trainee's Python source, read as Python reads it and never run."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from functools import lru_cache

from ..base.strangers_text import visible
from ..base.syntax import parse

MAX_SOURCE_BYTES = 256 * 1024
"""Of one Python file: ten times what a person writes, and parsed in well under a second."""

MAX_NODES = 40_000
"""Nodes of one syntax tree: a page of code has about five hundred; more is memory spent on an attack."""

MAX_TREE_DEPTH = 300
"""Nested nodes of a syntax tree: far above any honest source, far below the interpreter's own limit."""

MAX_EXCERPT_LINES = 8
"""Lines of an excerpt; what follows is cut visibly."""


CACHED_SOURCES = 256
"""Parsed files kept in memory: some gradings of a workspace of forty files."""

LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python; a form feed or a Unicode separator does not."""


@dataclass(frozen=True, eq=False)
class Source:
    """One Python file: `tree` is None exactly when `problem` says why it could not be read.

    `line` is where the problem is, counted from 1, or 0.
    """

    path: str
    text: str
    tree: ast.Module | None
    problem: str = ""
    line: int = 0

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends; item 0 is line 1."""
        return LINE_END.split(self.text)


@lru_cache(maxsize=CACHED_SOURCES)
def read(path: str, data: bytes) -> Source:
    """The source of one file; a file that Python could not read comes back with its problem."""
    if len(data) > MAX_SOURCE_BYTES:
        return Source(path, "", None, f"is larger than {MAX_SOURCE_BYTES // 1024} KB, too large to be read")
    if b"\0" in data:
        return Source(path, data.decode("utf-8", "replace"), None, "holds a null byte")
    try:
        text = decoded(data)
    except (SyntaxError, UnicodeError, LookupError) as error:
        return Source(path, data.decode("utf-8", "replace"), None, f"cannot be decoded: {error}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parse(data, path)
    except SyntaxError as error:
        return Source(path, text, None, f"is not valid Python: {error.msg}", error.lineno or 0)
    except (RecursionError, MemoryError):
        return Source(path, text, None, "is nested too deeply to be read")
    except ValueError as error:
        return Source(path, text, None, f"cannot be read: {error}")
    problem = _unwieldy(tree)
    if problem:
        return Source(path, text, None, problem)
    return Source(path, text, tree)


def decoded(data: bytes) -> str:
    """The text of Python source: encoding cookie and byte order mark respected, line ends kept.

    Raises SyntaxError (unknown encoding) or UnicodeError.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)


def text_lines(data: bytes) -> list[str]:
    """The lines of any file for showing; bytes that are no text are shown as replacement characters."""
    return LINE_END.split(data.decode("utf-8", "replace"))


def excerpt(lines: list[str], first: int, last: int = 0) -> str:
    """Lines `first` to `last` (counted from 1) for a report: few, short, nothing invisible."""
    last = max(first, last)
    chosen = lines[max(first, 1) - 1 : last]
    shown = [visible(line) for line in chosen[:MAX_EXCERPT_LINES]]
    if len(chosen) > MAX_EXCERPT_LINES:
        shown.append(f"… {len(chosen) - MAX_EXCERPT_LINES} more lines")
    return "\n".join(shown)


def _unwieldy(tree: ast.Module) -> str:
    level: list[ast.AST] = [tree]
    nodes = 0
    for _ in range(MAX_TREE_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        nodes += len(level)
        if nodes > MAX_NODES:
            return "holds too much code for one file to be read"
        if not level:
            return ""
    return "is nested too deeply to be read"
