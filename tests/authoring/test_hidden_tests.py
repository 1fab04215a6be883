"""One reader tells which checks and which sentences a hidden test is marked with."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from kata.authoring.hidden_tests import HiddenTest, hidden_tests

HEAD = "import pytest\n\nLIMIT = 140\nID = 'behaviour.counts'\nmark = pytest.mark.check(ID)\n"
CHECK, BRIEF = "@pytest.mark.check", "@pytest.mark.brief"


def read(folder: Path, source: str) -> dict[str, HiddenTest]:
    """The tests of that source, by name."""
    (folder / "tests").mkdir()
    (folder / "tests" / "test_it.py").write_text(HEAD + source)
    stage = cast(Any, SimpleNamespace(number=2, tests=folder / "tests"))
    return {test.name: test for test in hidden_tests(folder, stage)}


@pytest.mark.parametrize("written", ["'behaviour.counts'", "ID", "f'{ID}'"])
def test_an_id_is_a_literal_a_constant_or_both(tmp_path, written):
    found = read(tmp_path, f"{CHECK}({written})\ndef test_it(): pass\n")["test_it"]
    assert (found.stage, found.path, found.checks, found.sure) == (
        2,
        "tests/test_it.py",
        ("behaviour.counts",),
        True,
    )


@pytest.mark.parametrize("made", [f"{CHECK}(ID.upper())", f"{CHECK}(f'{{elsewhere}}')", "@mark"])
def test_what_code_makes_is_not_sure(tmp_path, made):
    found = read(tmp_path, f"{made}\ndef test_it(): pass\n")["test_it"]
    assert (found.checks, found.sure) == ((), False)


def test_sentences_and_what_it_sends(tmp_path):
    source = f"{BRIEF}('It counts', 'A message', inputs=f'{{LIMIT}} letters')\nasync def test_it(): pass\n"
    found = read(tmp_path, source)["test_it"]
    assert (found.sentences, found.inputs) == (("It counts", "A message"), "140 letters")


def test_a_sentence_that_code_makes_is_none(tmp_path):
    assert read(tmp_path, f"{BRIEF}(ID.upper())\ndef test_it(): pass\n")["test_it"].sentences == ()


def test_a_class_and_a_module_mark_all_their_tests(tmp_path):
    source = f"""
pytestmark = [pytest.mark.check(ID)]

{BRIEF}("It counts")
class TestAll:
    pytestmark = pytest.mark.check("behaviour.also")
    def test_one(self): pass

def test_other(): pass
def helper(): pass
"""
    found = read(tmp_path, source)
    assert {name: (test.checks, test.sentences) for name, test in found.items()} == {
        "test_one": (("behaviour.counts", "behaviour.also"), ("It counts",)),
        "test_other": (("behaviour.counts",), ()),
    }


def test_a_file_that_is_not_python_has_no_tests(tmp_path):
    assert read(tmp_path, "def test_it(:\n") == {}
