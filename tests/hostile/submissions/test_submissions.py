"""Each attack of `attacks/*.toml`, graded behind the strongest wall of this machine.

A right grader fails it with words that are true, never "could not run"; lets nothing outside come to
harm; and ends. Run one with `pytest tests/hostile/submissions -k NAME`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.flaky(reruns=1)
"""An attack has real limits of time, which a busy machine may use up: one that gets through does so twice."""

TABLES = sorted((Path(__file__).parent / "attacks").glob("*.toml"))
NAMES = [attack["id"] for path in TABLES for attack in tomllib.loads(path.read_text())["attacks"]]


def test_no_name_is_used_twice():
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_undone_work_fails_with_words_that_are_true(name, attacked, canary):
    assert attacked(name).outcome == "failed"
