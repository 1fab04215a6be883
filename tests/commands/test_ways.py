"""The ways in, back and out: demo, restore, restart, handing over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.content.pack import Pack, built_in

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

pytestmark = pytest.mark.usefixtures("graded_once")

PACK = Path(__file__).parent / "pack"
Do = Callable[[int], None]

TRY = """format_version = 1
title = "Nothing is poured"
flaw = "The guest waits."
base = "pots"
stage = 1
fails = ["behaviour.pours"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The miniature pack with a first try that fails."""
    shutil.copytree(PACK, tmp_path / "pack")
    reference = tmp_path / "pack" / "reference" / "tea"
    table = reference / "reference.toml"
    table.write_text(table.read_text().replace("\n", '\nfirst_try = "nothing"\n', 1))
    (reference / "pitfalls" / "nothing" / "1_pour" / "clients").mkdir(parents=True)
    (reference / "pitfalls" / "nothing" / "pitfall.toml").write_text(TRY)
    starter = PACK / "katas" / "tea" / "starter" / "clients" / "guest.py"
    shutil.copy(starter, reference / "pitfalls" / "nothing" / "1_pour" / "clients" / "guest.py")
    return tmp_path / "pack"


def test_the_demo_fails_first_and_gives_nothing_of_later_stages_away(kata: Kata, pack: Path) -> None:
    said = kata("demo", "--pack", str(pack))
    assert said.code == 0
    assert "Tea for {name}" in said.out, "the first brief"
    failed, passed = said.out.index("✗ not passed"), said.out.index("2 of 2 stages passed")
    assert failed < passed
    assert "Now with sugar" not in said.out
    assert "tea/sugar.py" not in said.out and "tea/plain.py" not in said.out
    assert "Pots in pots" not in said.out
    assert "kata demo --spoil" in said.out


def test_spoiling_shows_the_rest(kata: Kata, pack: Path) -> None:
    said = kata("demo", "--pack", str(pack), "--spoil")
    assert said.code == 0
    assert "Now with sugar" in said.out
    assert "tea/sugar.py" in said.out


def test_a_first_try_must_be_a_pitfall_of_the_first_stage(kata: Kata, pack: Path) -> None:
    table = pack / "reference" / "tea" / "pitfalls" / "nothing" / "pitfall.toml"
    table.write_text(TRY.replace("stage = 1", "stage = 2"))
    assert kata("demo", "--pack", str(pack)).code == 5
    shutil.rmtree(pack / "reference" / "tea" / "pitfalls")
    said = kata("demo", "--pack", str(pack))
    assert (said.code, "first_try" in said.err) == (5, True)


def test_of_several_katas_the_pack_says_which_is_meant(pack: Path) -> None:
    for room in ("katas", "stages", "reference"):
        shutil.copytree(pack / room / "tea", pack / room / "coffee")
    assert Pack(pack).default() == ""
    table = pack / "katas" / "tea" / "kata.toml"
    table.write_text(table.read_text().replace('name = "tea"', 'name = "tea"\ndefault = true'))
    assert Pack(pack).default() == "tea"
    assert built_in().default() == "sms"


def test_the_built_in_demo_has_a_first_try() -> None:
    pack = built_in()
    found = pack.first_try("sms")
    assert found is not None
    assert (found.stage, found.base) == (1, pack.designs("sms")[0])


def test_a_given_file_is_put_back(kata: Kata, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = (workspace / "settings.py").read_bytes()
    (workspace / "settings.py").write_text("edited\n")
    told = kata("check")
    assert "kata restore settings.py" in " ".join(told.out.split())
    monkeypatch.chdir(workspace / "clients")
    assert kata("restore", "../settings.py").code == 0
    assert (workspace / "settings.py").read_bytes() == given
    (workspace / "settings.py").unlink()
    assert kata("restore", "settings.py").code == 0
    assert (workspace / "settings.py").read_bytes() == given


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("clients/guest.py", "is your own file"),
        ("../outside.py", "No file"),
        ("/etc/hosts", "No file"),
        ("nothing", "No file"),
    ],
)
def test_what_is_not_the_katas_own_is_left_alone(kata: Kata, workspace: Path, name: str, told: str) -> None:
    before = (workspace / "clients" / "guest.py").read_bytes()
    said = kata("restore", name)
    assert (said.code, told in said.err) == (2, True)
    assert (workspace / "clients" / "guest.py").read_bytes() == before


def test_a_restart_asks_or_is_told(kata: Kata, workspace: Path, do: Do) -> None:
    do(1)
    said = kata("restart")
    assert (said.code, "--yes" in said.err) == (2, True)
    assert (workspace / "tea" / "plain.py").exists()
    said = kata("restart", "--yes")
    assert said.code == 0
    assert "tea-before-restart-1" in said.out and "Stage 1 of 2: Pour" in said.out
    assert not (workspace / "tea" / "plain.py").exists()
    assert (workspace.parent / "tea-before-restart-1" / "tea" / "plain.py").exists()


def test_the_last_screen_says_how_to_hand_over_and_it_works(
    kata: Kata, workspace: Path, do: Do, tmp_path: Path, git: Callable[..., str]
) -> None:
    assert kata("bundle").code == 4
    do(1)
    first = kata("next")
    assert "git push" not in first.out
    do(2)
    last = kata("next")
    for said in (last, kata("report")):
        assert "git push --follow-tags" in said.out
        assert "kata bundle" in said.out
    git("init", "-q", "--bare", str(tmp_path / "server"))
    git("push", "-q", "--follow-tags", str(tmp_path / "server"), "main")
    bundled = kata("bundle")
    assert bundled.code == 0
    for handed in (tmp_path / "server", tmp_path / "tea.bundle"):
        graded = kata("grade", str(handed), "--pack", str(PACK), "--allow-weak-sandbox", "--format", "json")
        assert (graded.code, [state["source"] for state in graded.document["states"]]) == (
            0,
            ["kata", "claimed", "claimed"],
        )
