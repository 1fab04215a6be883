"""The house rules: the engine knows no kata's subject, and what is shipped is what is here."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import SLOW

ROOT = Path(__file__).parent.parent
CONTENT = ("katas", "stages", "reference", "ebook")
ENGINE = (
    "base",
    "content",
    "workspace",
    "sandbox",
    "report",
    "analysis",
    "grader",
    "session",
    "mentor",
    "fleet",
    "cohort",
    "workshop",
    "views",
    "authoring",
    "workshop",
    "commands",
)
SUBJECT = re.compile(
    r"(?<![a-z])(sms|watertel|milio|blipkart|otp|phone|telecom)(?![a-z])|sender|provider|router|resend|text message",
    re.IGNORECASE,
)
HISTORY = re.compile(r"inheritance_between_senders|no:cacheprovider|\"cacheprovider\"")
"""A JSON key of reports that does not change, and a name of pytest's."""
DEVICE = re.compile(r"\bphones?\b(?= (width|size))|fit a phone|at phone", re.IGNORECASE)


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


@pytest.mark.parametrize("room", [*ENGINE, "cli.py", "base/errors.py"])
def test_the_engine_knows_no_subject_of_a_kata(room):
    place = ROOT / room
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        if path.suffix in {".py", ".html", ".css", ".json"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SUBJECT.search(HISTORY.sub("", DEVICE.sub("", line)))
    ]
    assert files
    assert not found, "\n".join(found)


def test_every_package_is_listed_for_shipping():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    here = {
        ".".join(("kata", *path.parent.relative_to(ROOT).parts))
        for room in ENGINE
        for path in (ROOT / room).rglob("__init__.py")
        if "templates" not in path.parts  # files of a kata that is still to be made
    }
    assert set(listed) == here | {"kata"}


def test_a_wheel_holds_exactly_the_tree(tmp_path):
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        str(tmp_path / "out"),
        str(clone(tmp_path)),
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    (wheel,) = (tmp_path / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name.removeprefix("kata/") for name in archive.namelist() if name.startswith("kata/")}
    wanted = {
        path
        for path in tracked()
        if path.split("/")[0] in (*CONTENT, *ENGINE, "cli.py", "base/errors.py", "__init__.py", "py.typed")
    }
    assert shipped == wanted


def clone(folder: Path) -> Path:
    """The tracked files as they are now, so that building leaves nothing behind in the tree."""
    target = folder / "tree"
    for path in tracked():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes((ROOT / path).read_bytes())
    return target


def test_the_readme_has_its_two_commands_each_in_a_block_of_its_own():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for heading, ends in (
        ("Try it", "kata demo"),
        ("Test it", "pytest -q -n 4 --dist loadfile -m 'not slow'"),
    ):
        block = re.search(rf"^## {heading}\n```\n(.+)\n```\n", text, re.MULTILINE)
        assert block and block.group(1).endswith(ends)


def test_every_page_that_a_page_links_to_is_there():
    pages = [
        ROOT / path
        for path in tracked()
        if path.endswith(".md") and not path.startswith(("tests/", "stages/", "katas/"))
    ]
    missing = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(
            r"\]\((?!https?:|#|mailto:|objects:)([^)#\s]+)", page.read_text(encoding="utf-8")
        )
        if not (page.parent / target).exists()
    ]
    assert not missing, "\n".join(missing)


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_the_picture_of_the_house_is_what_its_command_draws() -> None:
    command = [sys.executable, str(ROOT / "docs/draw_house.py")]
    drawn = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert f"```mermaid\n{drawn}```\n" in ARCHITECTURE


def test_every_file_of_the_reading_order_is_there() -> None:
    walk = ARCHITECTURE.partition("## Reading order")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_/]+/[a-z_]+\.py|cli\.py)`", walk)
    assert len(named) > 20
    assert not [path for path in named if not (ROOT / path).is_file()]


def test_every_slow_test_that_is_named_is_there() -> None:
    for name in SLOW:
        path, _, test = name.partition("::")
        assert (ROOT / "tests" / path).exists(), name
        assert not test or f"def {test}(" in (ROOT / "tests" / path).read_text(encoding="utf-8"), name


@pytest.mark.parametrize(
    ("habit", "place"),
    [
        (r"fcntl\.flock", "base/lock.py"),
        (r"ast\.FunctionDef \| ast\.AsyncFunctionDef", "base/syntax.py"),
        (r"\bast\.parse\(", "base/syntax.py"),
        (r"msgspec\.((json|msgpack)\.(decode|Decoder)|convert)\b", "base/decoding.py"),
        (r'"unicode_escape"', "base/strangers_text.py"),
        (r"\bdecode\(\w+\.read_bytes\(\)\)", "report/files.py"),
        (r"^from git[ .]|^import git\b", "workspace/own_repo.py"),
    ],
    ids=["lock", "functions", "parse", "decode", "escape", "report", "gitpython"],
)
def test_one_habit_is_written_once(habit: str, place: str) -> None:
    found = {
        path
        for path in tracked()
        if path.endswith(".py")
        and path.split("/")[0] in ENGINE
        and re.search(habit, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == {place}


@pytest.mark.parametrize("name", sorted(path.parent.name for path in ROOT.glob("katas/*/kata.toml")))
def test_a_katas_support_package_is_called_like_its_kata(name: str) -> None:
    """Else the tests of two katas in one process take each other's."""
    table = tomllib.loads((ROOT / "katas" / name / "kata.toml").read_text())
    assert table.get("support", f"{name}_support") == f"{name}_support"
