"""A kata brings rules of its own: they are loaded, asked and judged as the engine's are, and mistakes in them are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.base.errors import ContentError
from kata.content.designs import state
from kata.content.kata import Kata
from kata.content.pack import Pack
from kata.grader.asked import asked, comparing
from kata.grader.check_results import Submission, static_checks
from kata.workspace.tree import snapshot

TEA = Path(__file__).parents[1] / "commands" / "pack"

OWN = '''
"""The module says a word that guests like."""

import msgspec

from kata.grader.rule import Case, Judgement, Rule, failed, passed

from ._reading import said


class Options(msgspec.Struct, frozen=True, kw_only=True):
    word: str


def judge(case: Case) -> Judgement:
    if said(case.after.files, case.options.word):
        return passed("The word is said.")
    return failed("The word is not said.", expected=case.options.word, seen="nothing", evidence=())


RULE = Rule("polite", judge, options=Options, compares=True)
'''

SHARED = "def said(files, word):\n    return any(word.encode() in data for data in files.values())\n"

CHECK = """
[[checks]]
id = "design.polite"
rule = "polite"
options = { word = "please" }
holds = "somebody says please"
principle = "Ask nicely."
chapter = "pouring"
"""

STAGE = "stages/tea/1_pour/stage.toml"
RULE = "katas/tea/rules/polite.py"

Build = Callable[..., Kata]


@pytest.fixture
def tea(tmp_path: Path) -> Build:
    """The kata of the test pack with one rule of its own, its file and its check as given."""

    def build(rule: str = OWN, check: str = CHECK, file: str = RULE) -> Kata:
        root = tmp_path / "pack"
        shutil.copytree(TEA, root)
        (root / file).parent.mkdir()
        (root / file).write_text(rule)
        (root / file).with_name("_reading.py").write_text(SHARED)
        with (root / STAGE).open("a") as stage:
            stage.write(check)
        return Pack(root).kata("tea")

    return build


@pytest.mark.parametrize(("text", "outcome"), [("# please\n", "passed"), ("", "failed")])
def test_a_rule_of_the_kata_decides_its_check(tea: Build, text: str, outcome: str) -> None:
    kata = tea()
    (design,) = Pack(kata.own_rules["polite"].parents[3]).designs("tea")
    start = snapshot({**kata.starter, **kata.given_at(1)})
    files = {**state(kata, design, 1), "tea/words.py": text.encode()}
    files["tea/__init__.py"] = b"from tea import words\n" + files["tea/__init__.py"]
    checks = static_checks(kata, 1, Submission(snapshot(files), (start,)))
    assert {check.id: check.outcome for check in checks}["design.polite"] == outcome


def test_it_says_of_itself_what_the_engines_say(tea: Build) -> None:
    kata = tea()
    assert "design.polite" in comparing(kata)
    assert asked(kata)["open-closed.given-files"].rule.hard


def test_two_katas_may_call_a_rule_alike(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        root = tmp_path / name
        shutil.copytree(TEA, root)
        (root / RULE).parent.mkdir()
        (root / RULE).write_text(OWN.replace("The word is said.", f"Said in {name}."))
        (root / RULE).with_name("_reading.py").write_text(SHARED)
        with (root / STAGE).open("a") as stage:
            stage.write(CHECK)
        kata = Pack(root).kata("tea")
        said = snapshot({"tea/words.py": b"please"})
        checks = static_checks(kata, 1, Submission(said, (said,)))
        found.append({check.id: check.summary for check in checks}["design.polite"])
    assert found == ["Said in one.", "Said in other."]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "AttributeError"),
        ("def (\n", "SyntaxError"),
        ("import nowhere_at_all\n", "ModuleNotFoundError"),
        ("RULE = 'polite'\n", "declare it as `Rule('polite', judge)`"),
        (OWN.replace('Rule("polite"', 'Rule("rude"'), "is called 'rude' in a file called 'polite'"),
        (OWN.replace("options=Options", "options=dict"), "declare them as a `msgspec.Struct`"),
        (OWN.replace('"polite", judge', '"polite", 3'), "has no function `judge(case: Case) -> Judgement`"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told_by_its_file(tea: Build, rule: str, words: str) -> None:
    with pytest.raises(ContentError) as raised:
        asked(tea(rule))
    (mistake,) = raised.value.mistakes
    assert (mistake.file, mistake.field) == (RULE, "RULE")
    assert words in mistake.problem


@pytest.mark.parametrize(
    ("check", "field"),
    [
        (CHECK.replace('word = "please"', "word = 7"), "options.word"),
        (CHECK.replace("{ word", '{ wort = "x", word'), "options.wort"),
        (CHECK.replace("options", "# options"), "options.word"),
    ],
)
def test_a_wrong_option_of_it_is_told_by_file_and_field(tea: Build, check: str, field: str) -> None:
    with pytest.raises(ContentError) as raised:
        asked(tea(check=check))
    (mistake,) = raised.value.mistakes
    assert (mistake.file, mistake.field) == (STAGE, f"checks[3].{field}")


def test_a_rule_that_nobody_has_is_told_with_those_that_there_are(tea: Build) -> None:
    with pytest.raises(ContentError) as raised:
        tea(check=CHECK.replace('"polite"', '"rude"'))
    (mistake,) = raised.value.mistakes
    assert (mistake.file, mistake.field) == (STAGE, "checks[3].rule")
    assert "polite" in mistake.problem
    assert "given_files" in mistake.problem


def test_a_rule_called_like_one_of_the_engine_is_told(tea: Build) -> None:
    with pytest.raises(ContentError) as raised:
        tea(file="katas/tea/rules/unmodified.py", check="")
    (mistake,) = raised.value.mistakes
    assert mistake.file == "katas/tea/rules/unmodified.py"
    assert "of the engine" in mistake.problem
