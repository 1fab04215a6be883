"""Code that knows what statuses mean tells two kinds of them apart; code that looks at one has a reason of its own."""

from __future__ import annotations

import ast

import pytest
from kata.analysis.statuses import judged, tells_kinds_apart

KNOWS = {
    "conditions": "def f(s):\n    if s == 400:\n        raise KeyError\n    if s >= 500:\n        raise OSError\n",
    "a table": "KINDS = {400: KeyError, 401: ValueError}\n",
    "a table made of others": "KINDS = {400: KeyError} | dict.fromkeys((401, 403), ValueError)\n",
    "a match": "def f(s):\n    match s:\n        case 400:\n            return 1\n        case 401 | 403:\n            return 2\n",
    "the first digit": "def f(s):\n    return {3: KeyError, 5: OSError}.get(s // 100)\n",
    "names of a library": "def f(s):\n    return s == HTTPStatus.BAD_REQUEST or s == HTTPStatus.FORBIDDEN\n",
    "a property and a number": "def f(r):\n    return r.is_server_error or r.status_code == 400\n",
    "a range and a row": "def f(s):\n    return s in range(500, 600) or s in (401, 403)\n",
}
LOOKS = {
    "one status": "def f(s):\n    return s == 400\n",
    "two of one kind": "def f(s):\n    return s in (401, 403)\n",
    "a range": "def f(s):\n    return 500 <= s <= 599\n",
    "a success": "def f(s):\n    return s in (200, 202)\n",
    "numbers that are no statuses": "def f(post):\n    return post(timeout=400, wait=500)\n",
    "one status and an ordinary name": "def f(s, each):\n    return s == 400 and each.found\n",
}


@pytest.mark.parametrize("way", KNOWS)
def test_code_that_tells_kinds_apart_knows_what_they_mean(way):
    assert tells_kinds_apart(ast.parse(KNOWS[way]))


@pytest.mark.parametrize("way", LOOKS)
def test_code_that_looks_at_one_kind_does_not(way):
    assert not tells_kinds_apart(ast.parse(LOOKS[way]))


def test_the_place_is_where_the_first_is_judged():
    assert [node.lineno for node in judged(ast.parse(KNOWS["conditions"]))] == [2, 4]


@pytest.mark.parametrize(
    "rows",
    [
        "A = (A, 400)\n",
        "A = B\nB = A\n",
        "".join(f"A{n} = (A{n + 1}, A{n + 1})\n" for n in range(60)),
    ],
    ids=["a row in itself", "names of each other", "rows of rows of rows"],
)
def test_names_that_stand_for_names_are_followed_once(rows):
    assert len(list(judged(ast.parse(rows + "def f(s):\n    return s in A0 or s == A or s == 500\n")))) <= 2
