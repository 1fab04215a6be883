"""Every attack of the catalogue is tested, by tests that exist."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CATALOGUE = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))
TABLES = sorted((HERE / "submissions" / "attacks").glob("*.toml"))
SUBMISSIONS = {
    attack["id"]: attack for path in TABLES for attack in tomllib.loads(path.read_text())["attacks"]
}
LAST = 102  # of the numbered ones; those that were added since have names


def test_every_number_is_there():
    numbers = {int(key) for key in CATALOGUE if key.isdecimal()}
    assert numbers == set(range(1, LAST + 1))


@pytest.mark.parametrize("key", CATALOGUE)
def test_each_attack_names_tests_that_exist(key):
    entry = CATALOGUE[key]
    assert entry["what"] and entry["tests"] and entry["walls"] in ("all", "strong")
    for name in entry["tests"]:
        assert name in SUBMISSIONS if "::" not in name else exists(name), name


def test_each_submission_is_named_by_the_attacks_that_it_makes():
    named = {(key, name) for key, entry in CATALOGUE.items() for name in entry["tests"]}
    for name, attack in SUBMISSIONS.items():
        for key in attack["catalogue"]:
            assert str(key) in CATALOGUE, (name, key)
        assert any((str(key), name) in named for key in attack["catalogue"]), name


def exists(name: str) -> bool:
    path, _, function = name.partition("::")
    tree = ast.parse((HERE.parent / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)
