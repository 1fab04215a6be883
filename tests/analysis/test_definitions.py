"""What became of every definition; and that layout never counts and meaning always does."""

from __future__ import annotations

import ast
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kata.analysis.definitions import compare
from kata.analysis.fingerprint import fingerprint
from kata.analysis.source import read

TEXT = '''"""A module."""
from __future__ import annotations

import os
import json as j
from typing import Any

LIMIT = 140
a, b = 1, -2.5


class Failure(Exception):
    pass


class Sender(Base, metaclass=Meta):
    """Sends."""

    attempts: int = 3
    kinds = ("x", b"y", None, ...)

    def __init__(self, url: str, *, timeout: float = 3) -> None:
        self._url = url
        self._timeout = timeout

    @property
    def url(self):
        return self._url

    @url.setter
    def url(self, value):
        self._url = value

    async def send(self, to, /, text="x", *rest, **more):
        for wait in (0, 2, 4):
            try:
                reply = await self.post(f"{to!r:>{LIMIT}}", text=text)
            except (OSError, ValueError) as error:
                continue
            else:
                if reply.status >= 500 and not reply.ok:
                    raise Failure(to) from None
                return reply
        with open("x") as file, lock:
            del self.a[0]
        while LIMIT > 3:
            break


def route(value):
    match value:
        case {"a": [1, *rest], **other} if rest:
            return lambda x, y=1: x + y * 2
        case Sender(url="x") | None:
            return [i for i in value if i]
    global LIMIT
    LIMIT += 1
    assert value, "x"
    return (yield value) if value else {**value, 1: 2}


if os.name == "nt":
    NT = True
elif os.name == "posix":
    NT = False
route(1)
'''


def kinds(before: str, after: str) -> dict[str, str]:
    return {change.name: change.kind for change in compare(source(before), source(after))}


def source(text: str):
    found = read("a.py", text.encode())
    assert found.tree is not None, found.problem
    return found


def harmless(before: str, after: str) -> bool:
    return all(change.harmless for change in compare(source(before), source(after)))


def test_every_kind_of_change_has_its_name():
    before = (
        "A = 1\nB = 2\ndef f():\n    return 1\ndef g(): pass\nclass C:\n    def m(self): return 1\nD = 4\n"
    )
    after = "A  = 1\nB = 2  # two\ndef h():\n    return 1\nclass C:\n    def m(self): return 1\n    def n(self): pass\nD = 5\nE = 6\n"
    assert kinds(before, after) == {
        "A": "laid-out",
        "B": "commented",
        "f": "renamed",
        "g": "removed",
        "C": "extended",
        "C.m": "same",
        "C.n": "added",
        "D": "modified",
        "E": "added",
    }


def test_the_lines_that_differ_are_given():
    before = "class A:\n    def m(self):\n        x = 1\n        y = 2\n        return x\n"
    after = before.replace("x = 1", "x = 3").replace("return x", "return y")
    (change,) = [item for item in compare(source(before), source(after)) if not item.harmless]
    assert (change.name, change.kind, change.lines, change.line, change.end_line) == (
        "A.m",
        "modified",
        2,
        3,
        5,
    )
    assert change.old == ("        x = 1", "        return x")


@pytest.mark.parametrize(
    ("before", "after", "name", "detail"),
    [
        ("class A(B): pass", "class A(C): pass", "A", "bases"),
        ("class A(m=1): pass", "class A(m=2): pass", "A", "class keywords"),
        ("class A: pass", "@d\nclass A: pass", "A", "decorators"),
        ("def f(): pass", "@d\ndef f(): pass", "f", "decorators"),
        ("def f(a=1): pass", "def f(a=2): pass", "f", "defaults"),
        ("def f(*, a): pass", "def f(*, a=2): pass", "f", "defaults"),
        ("def f(a): pass", "def f(b): pass", "f", "parameters"),
        ("def f(a): pass", "async def f(a): pass", "f", "async"),
        ("def f(a): return 1", "def f(a): return 2", "f", "body"),
    ],
)
def test_what_differs_is_said(before, after, name, detail):
    (change,) = [item for item in compare(source(before), source(after)) if not item.harmless]
    assert (change.name, change.kind, change.detail) == (name, "modified", detail)


def test_python_written_anew_from_its_tree_is_the_same_code():
    assert harmless(TEXT, ast.unparse(ast.parse(TEXT)))


@given(st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None, database=None)
def test_layout_and_comments_never_count(chance: random.Random):
    lines = []
    for line in TEXT.split("\n"):
        inside = line.startswith('"""') or '"""' in line
        if chance.random() < 0.2:
            lines.append(chance.choice(["", "# a remark", "        # deep", "\x0c"]))
        if not inside and chance.random() < 0.2 and line.strip():
            line += chance.choice(["  # why", "   ", "\t"])
        lines.append(line)
    after = "\n".join(lines).replace("\n", chance.choice(["\n", "\r\n"]))
    after = after.replace("    ", chance.choice(["    ", "\t", "  "]))
    assert harmless(TEXT, after)


class Mutation(ast.NodeTransformer):
    """Changes the meaning of the n-th place that can be changed."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.count = 0

    def _here(self) -> bool:
        self.count += 1
        return self.count - 1 == self.place

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        match node:
            case ast.Constant(value=int(value)) if self._here():
                return ast.copy_location(ast.Constant(float(value) if value is not True else 1), node)
            case ast.Name(id=name) if self._here():
                node.id = name + "_"
            case ast.Attribute(attr=name) if self._here():
                node.attr = name + "_"
            case ast.arg(arg=name) if self._here():
                node.arg = name + "_"
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if self._here():
                node.name = name + "_"
            case ast.FunctionDef() | ast.AsyncFunctionDef() if self._here():
                node.decorator_list.append(ast.Name("deco", ast.Load()))
            case ast.Compare(ops=[ast.GtE()]) if self._here():
                node.ops = [ast.Gt()]
            case ast.BinOp(op=ast.Add()) if self._here():
                node.op = ast.Sub()
            case ast.For(body=body) | ast.If(body=body) | ast.Try(body=body) if self._here():
                body.append(ast.parse("extra()").body[0])
            case ast.FunctionDef(body=body) | ast.ClassDef(body=body) if len(body) > 2 and self._here():
                body.pop()
            case ast.Module(body=body) if self._here():
                body.insert(5, body.pop())
            case ast.alias(name=name) if self._here():
                node.name = name + "_"
            case ast.keyword(arg=str(name)) if self._here():
                node.arg = name + "_"
        return node


def mutations() -> int:
    counter = Mutation(-1)
    counter.visit(ast.parse(TEXT))
    return counter.count


@pytest.mark.parametrize("place", range(mutations()))
def test_every_change_of_meaning_counts(place):
    tree = Mutation(place).visit(ast.parse(TEXT))
    after = ast.unparse(ast.fix_missing_locations(tree))
    assert not harmless(TEXT, after)


STATEMENTS = st.sampled_from(
    ["a = 1", "b = 2", "import x", "import y", "from z import a", "def f(): pass", "def f(): return 1", "f()",
     "class A:\n    x = 1", "class A:\n    y = 1\n    x = 1", "if a:\n    b = 2", "pass", "'text'", "a += 1"]
)  # fmt: skip


@given(st.lists(STATEMENTS, max_size=6), st.lists(STATEMENTS, max_size=6))
@settings(max_examples=150, deadline=None, database=None)
def test_changes_are_harmless_exactly_when_the_meaning_is_the_same(before, after):
    one, other = source("\n".join(before) + "\n"), source("\n".join(after) + "\n")
    assert one.tree is not None and other.tree is not None
    same = fingerprint(one.tree) == fingerprint(other.tree)
    assert all(change.harmless for change in compare(one, other)) == same


@given(st.permutations(["import a", "import b.c", "from d import e", "from f import g as h"]))
@settings(max_examples=20, deadline=None, database=None)
def test_imports_in_another_order_mean_the_same(lines):
    assert harmless("import a\nimport b.c\nfrom d import e\nfrom f import g as h\n", "\n".join(lines) + "\n")


def test_values_that_are_equal_but_not_the_same_count():
    assert not harmless("x = 1\n", "x = True\n")
    assert not harmless("x = 1\n", "x = 1.0\n")
    assert not harmless("x = 'a'\n", "x = b'a'\n")
    assert harmless("x = 'a' 'b'\n", "x = u'ab'\n")
