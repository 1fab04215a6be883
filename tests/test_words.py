"""One word for one thing: no text that people read says what the glossary forbids, or an old phrase."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"

PAGES = (
    "*.md",
    "docs/*.md",
    "ebook/*.md",
    "katas/**/*.md",
    "stages/**/*.md",
    "stages/**/stage.toml",
    "katas/**/*.toml",
    "views/**/*.html",
    "views/**/*.xhtml",
    "workshop/**/*.html",
    "reference/*/reference.toml",
    "reference/*/pitfalls/*/pitfall.toml",
)
NO_ROOMS = {"tests", "benchmarks"}
"""Packages whose texts only developers read."""

ROOMS = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_ROOMS)
CODE = ("cli.py", *(f"{room}/**/*.py" for room in (*ROOMS, "katas", "stages")))

ROOM = 63
"""Columns that `kata --help` has for what a command does, on a terminal of 80."""

OLD = (
    "stands against handing in", "None is neither", "Joints", "Time out of hand", "Watched no longer", "numbers want stripping",
    "has an enemy", "What closed the last stage is still", "Mend it and run", "You stay at stage",
    "A refactoring changes no outcome at all", "what must not change", "the clock stands", "not taken in",
    "anew", "well-formed message", "was exchanged", "Duplicated is what", "starts afresh",
)  # fmt: skip
"""Phrases that readers stumbled over."""


def forbidden() -> tuple[str, ...]:
    """The last column of the glossary's tables."""
    rows = [line.split("|") for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    cells = [row[3].strip() for row in rows if row[3].strip() not in ("", "---", "do not say")]
    return tuple(words.strip() for cell in cells for words in cell.split(","))


def said(text: str, phrases: tuple[str, ...]) -> list[str]:
    """The phrases that stand in the text as whole words, however its lines are broken."""
    flat = " ".join(text.split()).lower()
    return [each for each in phrases if each.lower() in flat and re.search(whole(each), flat)]


def whole(phrase: str) -> str:
    return rf"(?<!\w){re.escape(phrase.lower())}(?!\w)"


def sentences_of(source: str) -> Iterator[str]:
    """The texts of a program that a reader may see: strings of more than one word, docstrings left out."""
    tree = ast.parse(source)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if " " in node.value.strip() and id(node) not in notes:
            yield node.value


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text that people read, with its file."""
    return tuple(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for pattern in PAGES:
        for path in ROOT.glob(pattern):
            if path != GLOSSARY:
                yield str(path.relative_to(ROOT)), path.read_text()
    for pattern in CODE:
        for path in ROOT.glob(pattern):
            for text in sentences_of(path.read_text()):
                yield str(path.relative_to(ROOT)), text
    from kata.cli import app
    from typer.main import get_command

    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        yield f"kata {name}", command.help or ""
        for parameter in command.params:
            yield f"kata {name} {parameter.name}", getattr(parameter, "help", "") or ""


@pytest.mark.parametrize("phrases", [forbidden(), OLD], ids=["glossary", "old"])
def test_nobody_reads_a_forbidden_word(phrases):
    found = {(where, each) for where, text in texts() for each in said(text, phrases)}
    assert found == set()


def test_a_forbidden_word_is_found():
    assert "mend" in forbidden()
    assert said("Mend\nit now.", ("mend",)) == ["mend"]
    assert said("An amendment is no such word.", ("mend",)) == []
    assert list(sentences_of('"""A note."""\nx = f"{1} does not hold"\ny = "told"\n')) == [" does not hold"]


def test_texts_of_all_kinds_are_read():
    seen = {where for where, _ in texts()}
    assert {"README.md", "commands/handin.py", "stages/sms/1_basic_interface/BRIEF.md", "kata next"} <= seen
    assert {"stages/sms/2_retries/stage.toml", "ebook/routing.md", "session/amendment_kind.py"} <= seen
    assert {
        "workspace/ingest.py",
        "analysis/patching/patches.py",
        "sandbox/rungs/lsm.py",
        "kata next expect",
    } <= seen


def test_a_list_of_commands_shows_each_sentence_whole():
    from kata.cli import app
    from typer.main import get_command

    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.hidden or (
            "…" not in (short := command.get_short_help_str(ROOM)) and "..." not in short
        ), name


def test_the_readme_warns_before_it_links_to_what_spoils_a_kata() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, link, _after = text.partition("(stages)")
    assert link and "Then do not open `stages/` and `reference/`" in before
    assert "(reference)" not in before


def test_the_briefs_of_stage_2_name_the_command_that_declares_an_amendment() -> None:
    briefs = [*(ROOT / "stages").glob("*/2_*/BRIEF.md")]
    assert len(briefs) == 3
    assert all("`kata amend --reason" in brief.read_text(encoding="utf-8") for brief in briefs)
