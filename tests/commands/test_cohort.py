"""`kata cohort grade`: the whole way, by real workers."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from kata.views.formats import FORMATS

PACK = str(Path(__file__).parent / "pack")


def test_a_cohort_is_graded_and_a_second_run_grades_nothing(kata, workspace, do, tmp_path, monkeypatch):
    shutil.copytree(workspace, tmp_path / "all" / "begun", ignore=shutil.ignore_patterns(".git"))
    do(1)
    shutil.copytree(workspace, tmp_path / "all" / "right", ignore=shutil.ignore_patterns(".git"))
    (tmp_path / "all" / "torn.zip").write_bytes(b"no archive")
    monkeypatch.chdir(tmp_path)
    words = (
        "cohort",
        "grade",
        "all",
        "--pack",
        PACK,
        "--allow-weak-sandbox",
        "--workers",
        "2",
        "--out",
        "out",
    )
    said = kata(*words)
    assert said.code == 1
    assert "1 of 3 passed every stage that they handed in; 1 could not be graded." in said.out
    assert "right: stage 1 ✓ 100" in said.err and "begun: stage 1 ✗" in said.err
    assert "torn: " in said.err

    out = tmp_path / "out"
    files = {path.name for path in (out / "people" / "right").iterdir()}
    exports = {f"{form.name}.{form.extension}" for form in FORMATS if form.name != "json"}
    assert files == exports | {"grade.json", "stage-1.json"}
    rows = list(csv.DictReader((out / "results.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["name"], row["stage"], row["passed"]) for row in rows] == [
        ("begun", "1", "no"),
        ("right", "1", "yes"),
        ("torn", "", ""),
    ]
    page = (out / "cohort.html").read_text(encoding="utf-8")
    for told in ("How far they got", "What each stage cost", "What failed most", "Not graded"):
        assert told in page
    assert "<script" not in page

    monkeypatch.setattr("kata.fleet.local.Local.send", None)
    again = kata(*words, "--format", "json")
    assert "right" not in again.err
    assert (again.document["count"], again.document["passed"]) == (3, 1)


def test_what_cannot_be_asked_for_is_told(kata, tmp_path):
    assert kata("cohort", "grade", "nowhere", "--pack", PACK).code == 2
    (tmp_path / "a").mkdir()
    said = kata("cohort", "grade", "a", "--pack", PACK, "--stage", "9")
    assert (said.code, "stages 1 to 2" in said.err) == (2, True)
