"""`kata play`: a program plays behind a wall that hides the hidden tests and what comes later."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PACK = Path(__file__).parent / "pack"


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    """What the reference does at each stage, in a folder that the player may see."""
    for stage, folder in enumerate(sorted((PACK / "reference" / "tea" / "pots").glob("[0-9]_*")), 1):
        shutil.copytree(folder, tmp_path / "solutions" / str(stage))
    return tmp_path / "solutions"


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="nothing can be hidden without bubblewrap")
def test_programs_play_and_are_judged_by_what_they_did_and_see_nothing_of_what_is_hidden(
    kata, solutions, tmp_path
):
    right = f"cp -r {solutions}/$KATA_STAGE/. ."
    spy = f"find {PACK} > found.txt; find {PACK.parents[2]}/stages >> found.txt; cat $KATA_STATE_HOME/*/* >> found.txt; true"
    said = kata(
        "play", "tea", "--pack", str(PACK), "--with", right, "--with", spy, "--out", "out", "--format", "json"
    )
    first, second = said.document["runs"]
    assert said.code == 1
    assert (first["stages_passed"], first["hard_rules"], first["regressions"]) == (2, "kept", 0)
    assert second["stages_passed"] == 0 and first["wall"] == second["wall"] == "hidden"
    found = (tmp_path / "out" / "command-2-run-1" / "tea" / "found.txt").read_text().splitlines()
    assert found == []
    files = {path.name for path in (tmp_path / "out" / "command-1-run-1").iterdir()}
    assert files == {"tea", "stage-1.log", "stage-2.log", "report.html", "report.xml", "report.csv"}


def test_what_stands_in_the_way_is_told_before_anything_is_played(kata, tmp_path, monkeypatch):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    words = ("play", "tea", "--pack", str(PACK), "--with", "true")
    said = kata(*words, "--out", "full")
    assert (said.code, "is not empty" in said.err) == (2, True)
    found = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **more: None if name == "bwrap" else found(name, **more)
    )
    said = kata(*words, "--out", "new")
    assert (said.code, "Install it (apt install" in said.err) == (3, True)
