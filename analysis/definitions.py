"""What became of every definition between two versions of one Python file."""

from __future__ import annotations

import ast
import difflib
import io
import tokenize
from collections.abc import Iterator
from typing import Literal

import msgspec

from ..base.syntax import Function, Named
from .fingerprint import Fingerprint, fingerprint, import_keys, is_commentary
from .source import Source
from .text_changes import changed_blocks

ChangeKind = Literal[
    "same", "laid-out", "commented", "added", "extended", "modified", "removed", "moved", "renamed"
]

HARMLESS: frozenset[ChangeKind] = frozenset({"same", "laid-out", "commented"})
"""Kinds of change that leave the code as it was."""

WHOLE_FILE = "the module"
"""The name of a change that belongs to no single definition."""


class Definition(msgspec.Struct, frozen=True):
    """One statement of a module or class body that does something.

    `name` is qualified within the module; `nameless` is the meaning with its own name left out.
    """

    name: str
    what: str
    node: ast.stmt
    meaning: Fingerprint
    first: int
    last: int


class Change(msgspec.Struct, frozen=True):
    """What became of one definition. Lines count from 1, in the new file (the old one if removed).

    `old` and `new` are the lines that differ, `detail` says in words what differs.
    """

    kind: ChangeKind
    name: str
    what: str
    line: int
    end_line: int
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    detail: str = ""

    @property
    def harmless(self) -> bool:
        """Whether the code does exactly what it did."""
        return self.kind in HARMLESS

    @property
    def lines(self) -> int:
        """How many lines differ."""
        return max(len(self.old), len(self.new))


def compare(before: Source, after: Source, docstrings: bool = False) -> tuple[Change, ...]:
    """Every definition's change between two readable versions, in the order of the new file.

    The code is the same exactly when every change is harmless. With `docstrings` they are code too.
    """
    assert before.tree is not None and after.tree is not None
    comparison = _Comparison(before, after, docstrings)
    changes = sorted(comparison.body("", before.tree.body, after.tree.body), key=lambda change: change.line)
    if all(change.harmless for change in changes):
        old, new = fingerprint(before.tree, docstrings), fingerprint(after.tree, docstrings)
        if old != new:
            changes.append(
                Change("modified", WHOLE_FILE, "module", 1, 1, detail="statements in another order")
            )
        elif before.text != after.text and all(change.kind == "same" for change in changes):
            commented = _comments(before) != _comments(after) or _docstrings(before) != _docstrings(after)
            kind: ChangeKind = "commented" if commented else "laid-out"
            changes.append(Change(kind, WHOLE_FILE, "module", 1, 1))
    return tuple(changes)


def definitions(source: Source) -> tuple[Definition, ...]:
    """Every definition of a readable file, those inside classes included."""
    assert source.tree is not None
    return tuple(_every("", source.tree.body, False))


def _every(owner: str, body: list[ast.stmt], docstrings: bool) -> Iterator[Definition]:
    for item in _members(owner, body, docstrings):
        yield item
        if isinstance(item.node, ast.ClassDef):
            yield from _every(f"{item.name}.", item.node.body, docstrings)


class _Comparison:
    """One comparison of two versions of a file."""

    def __init__(self, before: Source, after: Source, docstrings: bool) -> None:
        self._old_lines = before.lines
        self._new_lines = after.lines
        self._old_comments = _comments(before)
        self._new_comments = _comments(after)
        self._docstrings = docstrings

    def body(self, owner: str, before: list[ast.stmt], after: list[ast.stmt]) -> Iterator[Change]:
        old = {item.name: item for item in _members(owner, before, self._docstrings)}
        new = {item.name: item for item in _members(owner, after, self._docstrings)}
        renamed = self._renamed(old, new)
        for name, item in old.items():
            if name in new:
                yield from self._pair(item, new[name])
            elif name in renamed:
                yield self._change("renamed", item, renamed[name], f"now `{renamed[name].name}`")
            else:
                yield self._removed(item)
        taken = {item.name for item in renamed.values()}
        for name, item in new.items():
            if name not in old and name not in taken:
                yield self._added(item)
        yield from self._moved(old, new)

    def _pair(self, old: Definition, new: Definition) -> Iterator[Change]:
        if old.meaning == new.meaning:
            yield self._change(self._appearance(old, new), old, new)
            return
        if isinstance(old.node, ast.ClassDef) and isinstance(new.node, ast.ClassDef):
            detail = _class_detail(old.node, new.node)
            inside = list(self.body(f"{old.name}.", old.node.body, new.node.body))
            if detail:
                yield self._change("modified", old, new, detail, header=True)
            elif inside and all(change.harmless or change.kind == "added" for change in inside):
                added = [change.name for change in inside if change.kind == "added"]
                yield self._change("extended", old, new, "with " + ", ".join(f"`{name}`" for name in added))
            yield from inside
            return
        yield self._change("modified", old, new, _detail(old.node, new.node))

    def _appearance(self, old: Definition, new: Definition) -> ChangeKind:
        before, after = self._text(old, self._old_lines), self._text(new, self._new_lines)
        if before == after:
            return "same"
        if _said(old, self._old_comments) != _said(new, self._new_comments):
            return "commented"
        return "laid-out"

    def _renamed(self, old: dict[str, Definition], new: dict[str, Definition]) -> dict[str, Definition]:
        candidates: dict[Fingerprint, list[Definition]] = {}
        for name, item in new.items():
            nameless = _nameless(item)
            if name not in old and nameless is not None:
                candidates.setdefault(nameless, []).append(item)
        found: dict[str, Definition] = {}
        for name, item in old.items():
            nameless = _nameless(item)
            if name not in new and nameless is not None and candidates.get(nameless):
                found[name] = candidates[nameless].pop(0)
        return found

    def _moved(self, old: dict[str, Definition], new: dict[str, Definition]) -> Iterator[Change]:
        before = [name for name in old if name in new and old[name].what != "import"]
        after = [name for name in new if name in old and new[name].what != "import"]
        if before == after:
            return
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        staying = {
            name for block in matcher.get_matching_blocks() for name in before[block.a : block.a + block.size]
        }
        for name in before:
            if name not in staying:
                yield self._change("moved", old[name], new[name], "to another place in its file")

    def _change(
        self, kind: ChangeKind, old: Definition, new: Definition, detail: str = "", header: bool = False
    ) -> Change:
        gone: list[str] = []
        come: list[str] = []
        first, last = new.first, new.last
        if kind in {"modified", "renamed"}:
            before = self._text(old, self._old_lines, header)
            after = self._text(new, self._new_lines, header)
            places: list[int] = []
            for _, i1, i2, j1, j2 in changed_blocks(before, after):
                gone.extend(before[i1:i2])
                come.extend(after[j1:j2])
                places.extend((j1, max(j1, j2 - 1)))
            if places:
                first, last = new.first + min(places), min(new.first + max(places), new.last)
        return Change(
            kind,
            new.name if kind != "renamed" else old.name,
            new.what,
            first,
            last,
            tuple(gone),
            tuple(come),
            detail,
        )

    def _added(self, item: Definition) -> Change:
        return Change(
            "added", item.name, item.what, item.first, item.last, new=tuple(self._text(item, self._new_lines))
        )

    def _removed(self, item: Definition) -> Change:
        return Change(
            "removed",
            item.name,
            item.what,
            item.first,
            item.last,
            old=tuple(self._text(item, self._old_lines)),
        )

    @staticmethod
    def _text(item: Definition, lines: list[str], header: bool = False) -> list[str]:
        last = item.last
        if header and isinstance(item.node, ast.ClassDef):
            last = max(item.first, item.node.lineno, item.node.body[0].lineno - 1)
        return lines[item.first - 1 : last]


def _members(owner: str, body: list[ast.stmt], docstrings: bool) -> Iterator[Definition]:
    """The definitions of one body; a name used again gets its count behind it."""
    seen: dict[str, int] = {}
    for statement in _working(body, docstrings):
        for name, what, meaning in _named(statement, docstrings):
            seen[name] = seen.get(name, 0) + 1
            count = f" ({seen[name]})" if seen[name] > 1 else ""
            first = min(
                [statement.lineno, *(item.lineno for item in getattr(statement, "decorator_list", []))]
            )
            yield Definition(
                f"{owner}{name}{count}",
                what,
                statement,
                meaning,
                first,
                statement.end_lineno or statement.lineno,
            )


def _working(body: list[ast.stmt], docstrings: bool) -> list[ast.stmt]:
    """The statements of a body that do something."""
    return [
        item for item in body if not isinstance(item, ast.Pass) and (docstrings or not is_commentary(item))
    ]


def _named(statement: ast.stmt, docstrings: bool) -> list[tuple[str, str, Fingerprint]]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(_import_name(text), "import", (text,)) for _, text in import_keys(statement)]
    meaning = fingerprint(statement, docstrings)
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [(statement.name, "function", meaning)]
        case ast.ClassDef():
            return [(statement.name, "class", meaning)]
        case ast.Assign(targets=targets):
            return [(", ".join(_target(item) for item in targets), "assignment", meaning)]
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return [(_target(target), "assignment", meaning)]
    return [(_statement_name(statement), "statement", meaning)]


def _import_name(text: str) -> str:
    imported, _, bound = text.rpartition(" as ")
    plain = bound == "None" or imported.endswith(f" import {bound}")
    return imported if plain else text


def _target(target: ast.expr) -> str:
    try:
        return ast.unparse(target)
    except RecursionError:
        return "a deep target"


def _statement_name(statement: ast.stmt) -> str:
    words = {
        ast.If: "if",
        ast.For: "for",
        ast.While: "while",
        ast.With: "with",
        ast.Try: "try",
        ast.Expr: "call",
        ast.Delete: "del",
        ast.Assert: "assert",
        ast.Raise: "raise",
        ast.Match: "match",
    }
    return f"{words.get(type(statement), type(statement).__name__.lower())} statement"


def _nameless(item: Definition) -> Fingerprint | None:
    """The meaning of a function, class or plain assignment without its own name."""
    node = item.node
    if isinstance(node, Named):
        position = item.meaning.index(node.name)
        return (*item.meaning[:position], *item.meaning[position + 1 :])
    return None


def _class_detail(old: ast.ClassDef, new: ast.ClassDef) -> str:
    details = []
    if _meanings(old.bases) != _meanings(new.bases):
        details.append("bases")
    if _meanings(old.keywords) != _meanings(new.keywords):
        details.append("class keywords")
    if _meanings(old.decorator_list) != _meanings(new.decorator_list):
        details.append("decorators")
    return ", ".join(details)


def _detail(old: ast.stmt, new: ast.stmt) -> str:
    if not (isinstance(old, Function) and isinstance(new, Function)):
        return "" if type(old) is type(new) else "became something else"
    details = []
    if type(old) is not type(new):
        details.append("async")
    if _meanings(old.decorator_list) != _meanings(new.decorator_list):
        details.append("decorators")
    if [item.arg for item in _arguments(old)] != [item.arg for item in _arguments(new)]:
        details.append("parameters")
    elif _meanings(_defaults(old)) != _meanings(_defaults(new)):
        details.append("defaults")
    elif fingerprint(old.args) != fingerprint(new.args) or _meanings([old.returns]) != _meanings(
        [new.returns]
    ):
        details.append("parameters or annotations")
    if [fingerprint(item) for item in old.body] != [fingerprint(item) for item in new.body]:
        details.append("body")
    return ", ".join(details)


def _arguments(node: Function) -> list[ast.arg]:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return every + [item for item in (node.args.vararg, node.args.kwarg) if item]


def _defaults(node: Function) -> list[ast.expr | None]:
    return [*node.args.defaults, *node.args.kw_defaults]


def _meanings(nodes: object) -> list[Fingerprint | None]:
    assert isinstance(nodes, list)
    return [None if node is None else fingerprint(node) for node in nodes]


def _comments(source: Source) -> dict[int, str]:
    """Line -> comment of a file."""
    found: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string
    except (tokenize.TokenError, SyntaxError):
        return found
    return found


def _docstrings(source: Source) -> list[str]:
    assert source.tree is not None
    return _standing_texts(source.tree)


def _standing_texts(tree: ast.AST) -> list[str]:
    return [
        repr(node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]


def _said(item: Definition, comments: dict[int, str]) -> list[str]:
    texts = [comments[line] for line in range(item.first, item.last + 1) if line in comments]
    return texts + _standing_texts(item.node)
