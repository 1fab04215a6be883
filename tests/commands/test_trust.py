"""A pack from elsewhere is a program: that is said once and asked, and nothing runs before."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PACK = Path(__file__).parent / "pack"


@pytest.fixture
def foreign(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pack in which a rule tells when it has run; nobody trusts it yet."""
    monkeypatch.delenv("KATA_TRUSTED_PACKS")
    shutil.copytree(PACK, tmp_path / "foreign")
    rule = tmp_path / "foreign" / "katas" / "tea" / "rules" / "spy.py"
    rule.parent.mkdir()
    rule.write_text(f"import pathlib\n\npathlib.Path({str(tmp_path / 'it-ran')!r}).touch()\n")
    return str(tmp_path / "foreign")


COMMANDS = [
    ("verify", "--fast"),
    ("start", "tea", "mine", "--pack"),
    ("try", "tea", "--pack"),
    ("demo", "--pack"),
    ("services", "tea", "--pack"),
    ("play", "tea", "--with", "true", "--pack"),
    ("grade", ".", "--pack"),
    ("review", ".", "--pack"),
    ("cohort", "grade", ".", "--pack"),
    ("workshop", "rehearse", "http://127.0.0.1:9", "ABCDEF", "--pack"),
    ("workshop", "serve", "--pack"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_where_nobody_can_be_asked_nothing_runs_and_a_sentence_says_what_to_do(
    kata: Kata, tmp_path: Path, foreign: str, command: tuple[str, ...]
) -> None:
    said = kata(*command, foreign)
    assert said.code == 2
    assert "programs of its author" in said.err
    assert "with --yes" in said.err
    assert not (tmp_path / "it-ran").exists()
    assert not (tmp_path / "mine").exists()


def test_whoever_says_yes_is_not_asked_again_though_the_pack_changes(
    kata: Kata, tmp_path: Path, foreign: str
) -> None:
    assert kata("start", "tea", "first", "--pack", foreign, "--yes").code == 0
    brief = Path(foreign) / "stages" / "tea" / "1_pour" / "BRIEF.md"
    brief.write_text(brief.read_text() + "\nMore.\n")
    assert kata("start", "tea", "second", "--pack", foreign).code == 0
    assert kata("verify", "--fast", foreign).code == 5  # the spy is no rule


def test_the_same_files_at_another_place_are_trusted_and_other_files_are_not(
    kata: Kata, tmp_path: Path, foreign: str
) -> None:
    assert kata("start", "tea", "first", "--pack", foreign, "--yes").code == 0
    shutil.copytree(foreign, tmp_path / "copy")
    assert kata("start", "tea", "second", "--pack", str(tmp_path / "copy")).code == 0
    shutil.copytree(foreign, tmp_path / "other")
    (tmp_path / "other" / "katas" / "tea" / "rules" / "spy.py").write_text("# another\n")
    assert kata("start", "tea", "third", "--pack", str(tmp_path / "other")).code == 2


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 2), ("\n", 2)])
def test_a_person_is_asked_once(
    kata: Kata, foreign: str, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    said = kata("start", "tea", "first", "--pack", foreign)
    assert said.code == code
    assert "Do you trust it?" in said.err
    if code == 0:
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        assert "Do you trust it?" not in kata("start", "tea", "second", "--pack", foreign).err


def test_an_author_is_not_asked_about_a_pack_of_their_own(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KATA_TRUSTED_PACKS")
    assert kata("new", "welcoming").code == 0
    assert kata("verify", "--fast", "welcoming").code == 0
    assert kata("start", "welcoming", "mine", "--pack", "welcoming").code == 0


def test_the_built_in_katas_ask_nobody(kata: Kata, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KATA_TRUSTED_PACKS")
    assert kata("start", "forum").code == 0
