"""A finding about something that changed names the first thing that reads differently."""

from __future__ import annotations

from dataclasses import replace

import pytest
from forum_support.house import Readings

ROW = {"id": "a", "by": "ann", "title": "T", "text": "x", "depth": 0, "score": 1, "comments": 0}
BEFORE = Readings(("a",), ("ann", "ben"), [[ROW]], ["a"], [1, 0])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pages": [[ROW, ROW]]}, "a page has 2 rows instead of 1"),
        ({"pages": [[{**ROW, "score": 2}]]}, "the 'score' of a row is 2 instead of 1"),
        ({"standings": [1, -3]}, "the standing of ben is -3 instead of 0"),
        ({"digest": []}, "the digest is [] instead of ['a']"),
    ],
)
def test_the_first_difference_is_named(changed, words):
    now = replace(BEFORE, **changed)
    assert now != BEFORE
    assert BEFORE.difference(now) == words
