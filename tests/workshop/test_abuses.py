"""The table of what somebody may try in a room: each row names tests, and they are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SECURITY = (TESTS.parent / "SECURITY.md").read_text(encoding="utf-8")
SECTION = SECURITY.partition("## A workshop's room\n")[2].partition("\n## ")[0]
ROWS = [line.split(" | ") for line in SECTION.splitlines() if line.startswith("| ")][2:]


@cache
def names(path: str) -> set[str]:
    """The tests of a file that are run, not skipped or expected to fail."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef)
        and not any(word in ast.unparse(mark) for mark in each.decorator_list for word in ("skip", "xfail"))
    }


def test_there_are_thirty_of_them():
    assert len(ROWS) == 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("| "))
def test_every_abuse_has_a_defence_and_tests_that_exist(row):
    _, defence, named = row
    found = re.findall(r"`([\w/]+\.py)::(test_\w+)`", named)
    assert defence and found
    assert [(path, name) for path, name in found if name not in names(path)] == []
