"""The hunt on a miniature kata: who is caught, who survives, and who is excused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kata.authoring.mutants import equivalents, hunt, mutants
from kata.authoring.results import Results
from kata.base.errors import ContentError
from kata.content.pack import Pack
from kata.sandbox.ladder import ProvedRung

MINIATURE = Path(__file__).parents[1] / "commands" / "pack"
SWEETENER = "pots/2_sweeten/tea/sugar.py:Sweet.pour:"
ENDING = f"{SWEETENER} ', sweet' -> ', sweetx'"
PREFIX = "pots/1_pour/tea/plain.py:Pot.pour: 'Tea for ' -> 'Tea for x'"
SURVIVOR = "pots/1_pour/clients/guest.py:ask: 'of every pot' -> ''"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """The miniature with one line that no hidden test looks at."""
    shutil.copytree(MINIATURE, tmp_path / "pack")
    guest = tmp_path / "pack" / "reference" / "tea" / "pots" / "1_pour" / "clients" / "guest.py"
    guest.write_text(guest.read_text().replace("    return", "    kind = 'of every pot'\n    return"))
    return Pack(tmp_path / "pack")


def excuse(pack: Pack, *names: str) -> None:
    """Writes these mutants into the kata's list of equivalents."""
    entries = "\n".join(f'[[equivalent]]\nmutant = "{name}"\nreason = "nobody reads it"\n' for name in names)
    (pack.root / "reference" / "tea" / "equivalents.toml").write_text(f"format_version = 1\n{entries}")


def test_a_mutant_changes_one_file_at_the_stage_that_brings_it(pack: Pack) -> None:
    kata, design = pack.kata("tea"), pack.designs("tea")[0]
    found = {mutant.name: mutant.attempt for mutant in mutants(kata, design)}
    assert found[PREFIX].stage == 1
    assert found[ENDING].stage == 2
    assert b", sweetx" in found[ENDING].files["tea/sugar.py"]
    closed = found[ENDING].closed
    assert len(closed) == 2
    assert all(b"sweetx" not in data for files in closed for data in files.values())


def test_names_of_mutants_are_all_different(pack: Pack) -> None:
    names = [mutant.name for mutant in mutants(pack.kata("tea"), pack.designs("tea")[0])]
    assert len(set(names)) == len(names)


def test_what_hidden_tests_see_is_caught_and_what_they_do_not_see_survives(
    pack: Pack, proved: ProvedRung
) -> None:
    told: list[tuple[str, bool]] = []
    found = hunt(
        pack, "tea", proved, on_result=lambda _done, _total, name, caught: told.append((name, caught))
    )
    assert found.troubles == ()
    assert (PREFIX, True) in told
    assert (ENDING, True) in told
    assert SURVIVOR in found.survivors
    assert found.tried == len(told) == found.caught + len(found.survivors)
    assert found.share == found.caught / found.tried


def test_an_excused_survivor_does_not_count(pack: Pack, proved: ProvedRung) -> None:
    excuse(pack, SURVIVOR)
    found = hunt(pack, "tea", proved)
    assert SURVIVOR in found.equivalent
    assert SURVIVOR not in found.survivors


def test_an_excuse_for_a_mutant_that_is_caught_or_gone_is_told(pack: Pack, proved: ProvedRung) -> None:
    excuse(pack, ENDING, "pots/1_pour/tea/gone.py:f: 1 -> 2")
    found = hunt(pack, "tea", proved)
    assert found.stale == ("pots/1_pour/tea/gone.py:f: 1 -> 2", ENDING)


def test_a_sample_is_the_same_each_time(pack: Pack, proved: ProvedRung) -> None:
    drawn: list[set[str]] = []
    for _ in range(2):
        drawn.append(set())
        hunt(
            pack, "tea", proved, sample=2, on_result=lambda _done, _total, name, _caught: drawn[-1].add(name)
        )
    assert len(drawn[0]) == 2
    assert drawn[0] == drawn[1]


def test_a_mutant_may_be_chosen_by_a_word_of_its_name(pack: Pack, proved: ProvedRung) -> None:
    excuse(pack, SURVIVOR, "pots/1_pour/tea/gone.py:f: 1 -> 2")
    found = hunt(pack, "tea", proved, only=lambda name: name == ENDING)
    assert (found.tried, found.caught, found.equivalent) == (1, 1, ())
    assert found.stale == ("pots/1_pour/tea/gone.py:f: 1 -> 2",)  # of what was not tried nothing is told


def test_what_was_graded_before_and_has_not_changed_is_not_graded_again(
    pack: Pack, proved: ProvedRung, tmp_path: Path
) -> None:
    first = hunt(pack, "tea", proved, results=Results(tmp_path / "kept"))
    again = Results(tmp_path / "kept", again=False)
    assert hunt(pack, "tea", proved, results=again) == first
    assert again.known == first.tried


def test_no_list_of_equivalents_is_an_empty_one(pack: Pack) -> None:
    assert equivalents(pack, "tea") == {}


@pytest.mark.parametrize(
    "text",
    [
        "[[equivalent]]\nmutant = 'a'\nreason = 'no format version'\n",
        "format_version = 1\n[[equivalent]]\nmutant = 'a'\n",
        "format_version = 1\nequivalent = 3\n",
        "[[equivalent]\n",
        "format_version = 1\n[[equivalent]]\nmutant = 'a'\nreason = ' '\n",
        "format_version = 1\n[[equivalent]]\nmutant = 'a'\nreason = 'b'\n[[equivalent]]\nmutant = 'a'\nreason = 'c'\n",
    ],
)
def test_a_damaged_list_of_equivalents_is_told(pack: Pack, text: str) -> None:
    (pack.root / "reference" / "tea" / "equivalents.toml").write_text(text)
    with pytest.raises(ContentError, match=r"reference/tea/equivalents\.toml"):
        equivalents(pack, "tea")
