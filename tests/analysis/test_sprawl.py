"""Two measures of a whole program: complexity that gathers in few functions, and lines that repeat others."""

from __future__ import annotations

import ast

import pytest
from kata.analysis.sprawl import HIGH, complexity, copied, erosion
from kata.content.kata import Layout
from kata.workspace.tree import snapshot

LAYOUT = Layout(clients="clients/", module="shop/", root="shop/__init__.py", tests="tests/")


@pytest.mark.parametrize(
    ("body", "branches"),
    [
        ("pass", 1),
        ("if a and b or c: pass", 4),
        ("for x in y:\n  while z: pass", 3),
        ("try: pass\nexcept A: pass\nexcept B: pass", 3),
        ("return [x for x in y if x if x]", 4),
        ("return 1 if a else 2", 2),
        ("match a:\n  case 1: pass\n  case _: pass", 3),
    ],
)
def test_complexity_counts_the_ways_through(body, branches):
    tree = ast.parse("def f():\n" + "\n".join(f" {line}" for line in body.splitlines()))
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    assert complexity(function) == branches


def of(**files: str):
    return snapshot({f"shop/{name}.py": text.encode() for name, text in files.items()})


SMALL = "def small(a):\n    return a\n"
LARGE = "def large(a):\n" + "".join(
    f"    if a == {number}:\n        return {number}\n" for number in range(HIGH + 1)
)


def test_erosion_is_the_share_of_mass_in_complex_functions():
    assert erosion(of(a=SMALL), LAYOUT, {}) == 0
    assert erosion(of(a=LARGE), LAYOUT, {}) == 1
    assert 0.9 < erosion(of(a=SMALL, b=LARGE), LAYOUT, {}) < 1
    assert erosion(of(a="x = 1\n"), LAYOUT, {}) == 0


RETRY = """
def send(self, text, number):
    for attempt in range(3):
        try:
            response = self.client.post("/send", json={"text": text, "to": number})
        except TimeoutError:
            continue
        if response.status_code == 200:
            return response.json()["id"]
        if response.status_code >= 500:
            time.sleep(attempt * 2)
            continue
        raise ValueError(response.text)
    raise RuntimeError("no answer")
"""


def test_copied_is_the_share_of_lines_that_repeat_others():
    assert copied(of(), of(a=RETRY), LAYOUT, {}) == 0
    assert copied(of(), of(a=RETRY, b=RETRY.replace("send", "put")), LAYOUT, {}) > 0.4
    assert copied(of(), of(), LAYOUT, {}) == 0
