"""A client file that comes with a later stage: laid at its reveal, filled in by the trainee, closed from then on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.content.pack import Pack, state
from kata.session.amend import without_new_given
from kata.session.given import lay_given
from kata.workspace.tree import snapshot

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PACK = Path(__file__).parent / "pack"
BARE = (
    '"""A cook."""\n\n\ndef taste():\n    """What the tea for a cook is."""\n    raise NotImplementedError\n'
)
FILLED = '"""A cook."""\n\nfrom tea import pot\n\n\ndef taste():\n    """What the tea for a cook is."""\n    return pot.pour("cook")\n'
TEST = """

@pytest.mark.check("behaviour.sweetens")
def test_a_cook_tastes_it(launch):
    outcome = launch({}, {}).call("clients.cook:taste")
    expect(outcome == Returned("Tea for cook, sweet"), expected="sweet tea", seen=str(outcome)[:100])
"""
SEAM = '\n[[seams]]\ntarget = "clients.cook:taste"\nparameters = []\nfrom_stage = 2\n'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The miniature kata, with a second client from stage 2 on."""
    folder = tmp_path / "pack"
    shutil.copytree(PACK, folder)
    with (folder / "katas/tea/kata.toml").open("a") as table:
        table.write(SEAM)
    stage = folder / "stages/tea/2_sweeten"
    (stage / "starter/clients").mkdir(parents=True)
    (stage / "starter/clients/cook.py").write_text(BARE)
    with (stage / "tests/test_sweeten.py").open("a") as tests:
        tests.write(TEST)
    design = folder / "reference/tea/pots/2_sweeten/clients"
    design.mkdir()
    (design / "cook.py").write_text(FILLED)
    return folder


def test_it_comes_with_its_stage_and_is_the_trainees_to_fill_in(
    kata: Kata, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kata("start", "tea", "--pack", str(pack)).code == 0
    workspace = tmp_path / "tea"
    monkeypatch.chdir(workspace)
    cook = workspace / "clients/cook.py"
    assert not cook.exists()
    for stage in ("1_pour", "2_sweeten"):
        folder = pack / "reference/tea/pots" / stage
        shutil.copytree(folder, workspace, dirs_exist_ok=True)
        if stage == "2_sweeten":
            cook.write_text(BARE)
            assert "taste is not written yet" in kata("check").out
            shutil.copytree(folder, workspace, dirs_exist_ok=True)
        said = kata("next")
        assert said.code == 0, said.out + said.err
        if stage == "1_pour":
            assert cook.read_text() == BARE
    report = json.loads(kata("report", "--format", "json").out)
    assert report["stage"] == 2 and report["passed"]
    outcomes = {check["id"]: check["outcome"] for check in report["checks"]}
    assert outcomes["clients.unchanged"] == "passed"  # and not told of as a new file


def test_earlier_stages_do_not_ask_for_it(pack: Path) -> None:
    tea = Pack(pack).kata("tea")
    assert [[seam.target for seam in tea.seams_at(stage)] for stage in (1, 2)] == [
        ["clients.guest:ask"],
        ["clients.guest:ask", "clients.cook:taste"],
    ]
    assert tea.client_files == ("clients/guest.py",)
    assert (
        "clients/cook.py" not in tea.starter_at(1) and tea.starter_at(2)["clients/cook.py"] == BARE.encode()
    )


def test_what_is_there_already_is_not_overwritten(pack: Path, tmp_path: Path) -> None:
    tea = Pack(pack).kata("tea")
    (tmp_path / "work").mkdir()
    lay_given(tea, 2, tmp_path / "work", {})
    assert (tmp_path / "work/clients/cook.py").read_text() == BARE
    (tmp_path / "work/clients/cook.py").write_text("mine = 1\n")
    lay_given(tea, 2, tmp_path / "work", {"clients/cook.py": b"mine = 1\n"})
    assert (tmp_path / "work/clients/cook.py").read_text() == "mine = 1\n"


def test_an_amendment_of_the_closed_stage_leaves_it_out(pack: Path) -> None:
    tea = Pack(pack).kata("tea")
    [design] = Pack(pack).designs("tea")
    closed = without_new_given(tea, 2, snapshot(state(tea, design, 2)))
    assert "clients/cook.py" not in closed.files and "clients/guest.py" in closed.files


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stages/tea/1_pour/starter/clients/cook.py": BARE}, ""),
        ({"stages/tea/2_sweeten/given/clients/cook.py": BARE}, ""),
        ({"katas/tea/starter/clients/cook.py": BARE}, ""),
        ({"stages/tea/2_sweeten/starter/clients/cook.py": "x = 1\n"}, "seams[1].target"),
    ],
)
def test_what_does_not_fit_is_a_mistake_of_the_pack(
    kata: Kata, pack: Path, change: dict[str, str], field: str
) -> None:
    for path, text in change.items():
        (pack / path).parent.mkdir(parents=True, exist_ok=True)
        (pack / path).write_text(text)
    said = kata("start", "tea", "--pack", str(pack))
    assert said.code == 5
    assert (field or "starter") in said.err


@pytest.mark.parametrize(("stage", "told"), [("3", "seams[1].from_stage"), ("1", "seams[1].target")])
def test_a_function_of_a_stage_that_does_not_bring_its_file_is_a_mistake(
    kata: Kata, pack: Path, stage: str, told: str
) -> None:
    table = pack / "katas/tea/kata.toml"
    table.write_text(table.read_text().replace("from_stage = 2", f"from_stage = {stage}"))
    said = kata("start", "tea", "--pack", str(pack))
    assert (said.code, told in said.err) == (5, True)
