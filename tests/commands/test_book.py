from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

pytestmark = pytest.mark.usefixtures("graded_once")

Do = Callable[[int], None]
PACK = str(Path(__file__).parent / "pack")


def test_before_the_first_stage_is_closed_no_chapter_is_open(kata: Kata, workspace: Path) -> None:
    listed = kata("book")
    assert listed.code == 0
    assert "opens when stage 1 is closed" in listed.out
    assert "Lumps" not in listed.out
    assert "sugar" not in listed.out
    said = kata("book", "pouring")
    assert said.code == 4
    assert "pouring opens when stage 1 is closed" in said.err
    assert kata("book", "--html").code == 4


def test_a_closed_stage_opens_its_chapters(kata: Kata, workspace: Path, do: Do, tmp_path: Path) -> None:
    do(1)
    assert kata("next").code == 0
    listed = kata("book").out
    assert "✓ pouring" in listed
    assert "sugar" in listed, "stage 2 is revealed, so its chapter's name tells nothing new"
    assert "Lumps" not in listed
    read = kata("book", "pouring").out
    assert "Hold the lid" in read
    assert "Not before there is sugar" not in read
    assert "The section 'Stirring' opens when stage 2 is closed" in read
    assert kata("book", "pouring#stirring").code == 4
    page = tmp_path / "book.html"
    assert kata("book", "--html", "--output", str(page)).code == 0
    assert "Stirring" not in page.read_text()
    assert "1 more chapter and 1 more section will open" in page.read_text()


def test_a_mentor_reads_everything_anywhere(kata: Kata, tmp_path: Path) -> None:
    assert "Lumps and grains" in kata("book", "--all", "--pack", PACK).out
    assert "Not before there is sugar" in kata("book", "pouring", "--all", "--pack", PACK).out
    one = kata("book", "pouring#the-spout", "--all", "--pack", PACK).out
    assert "Hold the lid" in one
    assert "Not before there is sugar" not in one
    file = tmp_path / "tea.epub"
    assert kata("book", "--epub", "--output", str(file), "--all", "--pack", PACK).code == 0
    assert file.read_bytes()[:2] == b"PK"


def test_a_mentor_in_a_workspace_reads_the_book_of_its_pack(kata: Kata, workspace: Path) -> None:
    assert "Lumps and grains" in kata("book", "--all").out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 4, "A mentor reads the whole book with `kata book --all`"),
        (("coffee", "--all", "--pack", PACK), 2, "There is no chapter called 'coffee'"),
        (("pouring#milk", "--all", "--pack", PACK), 2, "Choose one of: the-spout, stirring"),
        (("--html", "--epub", "--all"), 2, "Choose one of"),
        (("pouring", "--html", "--all"), 2, "Leave the chapter out"),
        (("--output", "x.html", "--all"), 2, "goes with `--html` or `--epub`"),
        (("--epub", "--all", "--pack", PACK), 2, "Say where"),
        (("--pack", PACK), 2, "`--pack` goes with `--all`"),
    ],
)
def test_a_wrong_use_is_told_with_what_to_do(
    kata: Kata, arguments: tuple[str, ...], code: int, told: str
) -> None:
    said = kata("book", *arguments)
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_the_list_and_a_chapter_fit_80_columns(kata: Kata) -> None:
    for arguments in (("--all",), ("error-handling", "--all"), ("composition", "--all")):
        lines = kata("book", *arguments).out.splitlines()
        assert max(map(len, lines)) <= 80


def test_a_finding_sends_to_a_chapter_once_that_is_open(kata: Kata, workspace: Path, do: Do) -> None:
    assert "kata book pouring" not in kata("next").out
    kata("hint")
    assert "That chapter opens once stage 1 is closed" in " ".join(kata("hint").out.split())
    do(1)
    kata("next")
    later = " ".join(kata("next").out.split())
    assert "kata book pouring`" in later
    assert "kata book pouring`, once" not in later


def test_a_broken_book_keeps_no_report_back(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    (tmp_path / "pack" / "ebook" / "pouring.md").unlink()
    assert kata("start", "tea", "--pack", str(tmp_path / "pack")).code == 0
    monkeypatch.chdir(tmp_path / "tea")
    said = kata("next")
    assert said.code == 1
    assert "behaviour.pours" in said.out
    book = kata("book")
    assert book.code == 5
    assert "ebook/pouring.md: is missing; write the chapter 'pouring'" in book.err
