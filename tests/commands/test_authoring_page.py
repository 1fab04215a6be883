"""`docs/authoring.md`, followed word for word: its commands are run and its files written, and the kata is proved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from kata.authoring import new

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PAGE = Path(__file__).parents[2] / "docs" / "authoring.md"
STEP = re.compile(
    r"^(?:Put this into `(?P<file>[^`]+)`:\n```\w+\n(?P<text>.*?)|```console\n(?P<commands>.*?))^```$",
    re.M | re.S,
)


def test_the_page_leads_from_an_empty_folder_to_a_proved_kata(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = list(STEP.finditer(PAGE.read_text(encoding="utf-8")))
    assert len(steps) == 12
    codes: dict[str, int] = {}
    proofs: list[str] = []
    for step in steps:
        if step["file"]:
            file = tmp_path / "tearoom" / step["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step["text"])
            continue
        for command in step["commands"].splitlines():
            if command.startswith("cd "):
                monkeypatch.chdir(tmp_path / command.removeprefix("cd "))
                continue
            words = re.findall(r'"[^"]*"|\S+', command)
            assert words[0] == "kata"
            # What was graded in the first proof is not what this test is about, so a fast one is enough there.
            more = (
                ("--fast",)
                if words[1:] == ["verify"]
                else ("--allow-weak-sandbox",)
                if "--changed" in words
                else ()
            )
            said = kata(*(word.strip('"') for word in words[1:]), *more)
            codes[command] = said.code
            proofs.append(said.out)
    assert set(codes.values()) == {0}, codes
    page = " ".join(proofs[-1].split())
    for layer in ("shape", "leaks", "edges", "order", "matrix", "dead ends", "fairness", "times", "mutants"):
        assert f"[x] {layer}: " in page
    assert "No early choice is named that ends at stage 3" in page
    assert "mistake" not in page


def test_the_page_tells_each_layer_as_it_is() -> None:
    from kata.authoring.layers import LAYERS

    rows = re.findall(r"^\| ([a-z ]+) \| (.+?\?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == [layer.name for layer in LAYERS]


@pytest.mark.parametrize("kind", new.KINDS)
def test_the_workflow_of_a_new_pack_can_be_read_and_proves_the_pack(
    kind: str, kata: Kata, tmp_path: Path
) -> None:
    files = new.kata(tmp_path, "welcoming", kind).new
    workflow = yaml.safe_load(files[".github/workflows/kata.yml"])
    assert set(workflow[True]) == {"push", "pull_request"}  # YAML takes `on` for a truth
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", each) for each in used)
    assert runs[0] == 'pip install "$KATA"'
    (proof,) = [run for run in runs if run.startswith("kata ")]
    assert {"--yes", "--changed"} <= set(proof.split())
    assert kata("new", "welcoming", "--like", kind).code == 0
    words = ["welcoming" if word == "." else word for word in proof.split()[1:]]
    assert kata(*words, "--fast").code == 0
    hooks = yaml.safe_load(files[".pre-commit-config.yaml"])
    (hook,) = hooks["repos"][0]["hooks"]
    assert hook["entry"] == "kata verify . --fast --yes"
