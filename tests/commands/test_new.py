"""`kata new` and `kata verify` as an author types them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata


def test_a_new_kata_lies_in_a_folder_of_its_own_and_is_sound(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = kata("new", "welcoming")
    assert said.code == 0
    assert "cd welcoming && kata verify" in said.out
    monkeypatch.chdir(tmp_path / "welcoming")
    said = kata("verify", "--fast")
    assert said.code == 0
    assert "[x] shape" in said.out
    assert "matrix: left out this time" in " ".join(said.out.split())


def test_in_a_pack_a_new_kata_joins_it(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kata("new", "welcoming").code == 0
    monkeypatch.chdir(tmp_path / "welcoming")
    assert kata("new", "other", "--like", "http").code == 0
    assert kata("verify", "--fast", "--kata", "other").code == 0
    assert [each["kata"] for each in kata("verify", "--fast", "--json").document["katas"]] == [
        "other",
        "welcoming",
    ]


def test_parts_are_made_one_at_a_time(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kata("new", "welcoming")
    monkeypatch.chdir(tmp_path / "welcoming")
    assert kata("new", "--stage", "Flags").code == 0
    assert kata("new", "--check", "behaviour.flag-hides", "--stage", "3").code == 0
    assert kata("new", "--design", "tables").code == 0
    copied = kata("new", "--pitfall", "shouts", "--stage", "1", "--file", "welcoming/greeter.py")
    assert "pitfalls/shouts/1_welcome/welcoming/greeter.py" in copied.out
    said = kata("verify", "--fast")
    assert said.code == 5
    assert "is still to be written" in said.err
    assert "shape: " in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("new",), "Say what the kata is called"),
        (("new", "json"), "the name of something else"),
        (("new", "welcoming", "--like", "inbound"), "no template"),
        (("new", "--stage", "Flags"), "is no pack"),
    ],
)
def test_what_cannot_be_made_is_told(kata: Kata, words: tuple[str, ...], told: str) -> None:
    said = kata(*words)
    assert (said.code, told in said.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--check", "behaviour.flag-hides"), "--stage N"),
        (("--check", "behaviour.x", "--pitfall", "y", "--stage", "1"), "one thing at a time"),
        (("--design", "x", "--stage", "1"), "one thing at a time"),
        (("--like", "http", "--design", "x"), "--like is for a new kata"),
        (("other", "--design", "x"), "Which kata?"),
        (("--check", "hides", "--stage", "1"), "no id of a check"),
    ],
)
def test_a_part_that_cannot_be_made_is_told(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    kata("new", "welcoming")
    monkeypatch.chdir(tmp_path / "welcoming")
    said = kata("new", *words)
    assert (said.code, told in said.err) == (2, True)


def test_an_empty_folder_is_no_pack_to_verify(kata: Kata, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = kata("verify", "empty", "--fast")
    assert (said.code, "There is no kata in" in said.err) == (2, True)


def test_single_submissions_are_graded_without_any_other_layer(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kata("new", "welcoming")
    monkeypatch.chdir(tmp_path / "welcoming")
    said = kata("verify", "--only", "small-letters", "--json", "--allow-weak-sandbox")
    (told,) = said.document["katas"]
    assert said.code == 0
    assert [(row["name"], row["found"]) for row in told["matrix"]["rows"]] == [
        ("small-letters", ["behaviour.welcomes"])
    ]
    assert [layer["layer"] for layer in told["layers"]] == ["matrix"]
