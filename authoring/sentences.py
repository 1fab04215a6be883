"""Which hidden test asks for which sentence: so that no test asks for what no page says, and no page says what
nobody asks for without saying so.

The pages of a stage are its BRIEF.md and the guides in folders of given/. A hidden test names the sentences that it
tests, by their beginnings, and what it sends:

    @pytest.mark.brief("A message is 1 to 140 characters", inputs="an empty text, 141 characters")

Every other sentence stands in the stage's sentences.toml, with what becomes of it. `python -m
kata.authoring.sentences KATA` prints all of it as a page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..content.kata import Kata, Stage
from ..content.pack import Pack, built_in
from ..content.reading import Mistakes, read_table
from .hidden_tests import HiddenTest, hidden_tests

FILE = "sentences.toml"
BRIEF = "BRIEF.md"
ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+")
LABEL = re.compile(r"\*\*[^*]+\*\*\s*")
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"(])")


class Elsewhere(msgspec.Struct, frozen=True):
    """Sentences that no hidden test tests; `by` says what becomes of them, or names the checks that judge them."""

    by: str
    sentences: list[str]
    checks: list[str] = []


class SentencesTable(msgspec.Struct, frozen=True):
    """stages/NAME/N_name/sentences.toml"""

    format_version: int
    elsewhere: list[Elsewhere]


@dataclass(frozen=True)
class Covered:
    """One stage: the sentences of its pages in order, its hidden tests, and its list of the others."""

    stage: Stage
    pages: tuple[tuple[str, tuple[str, ...]], ...]
    tests: tuple[HiddenTest, ...]
    elsewhere: tuple[Elsewhere, ...]


def read(pack: Pack, kata: Kata) -> tuple[Covered, ...]:
    """What the stages' pages say and their tests test; raises ContentError for a list that cannot be read.

    A kata without any such list has not begun with it: nothing is read then.
    """
    if not any((pack.root / "stages" / kata.name / stage.name / FILE).exists() for stage in kata.stages):
        return ()
    mistakes = Mistakes(pack.root)
    stages = tuple(_stage(pack.root, kata, stage, mistakes) for stage in kata.stages)
    mistakes.raise_if_any()
    return stages


def gaps(kata: Kata, stages: Sequence[Covered]) -> list[str]:
    """What is wrong: sentences that nobody accounts for, tests that name none, names of no sentence or check."""
    found: list[str] = []
    said: list[str] = []
    known = {check.id for stage in kata.stages for check in stage.checks}
    for covered in stages:
        where = f"stages/{kata.name}/{covered.stage.name}"
        own = [sentence for _, sentences in covered.pages for sentence in sentences]
        said += own
        named = [begin for test in covered.tests for begin in test.sentences]
        listed = [begin for entry in covered.elsewhere for begin in entry.sentences]
        for test in covered.tests:
            if not test.sentences:
                found.append(f"{test.path}: {test.name} names no sentence of a page that it tests")
            found += [
                f"{test.path}: {test.name} names {begin!r}, with which no sentence of its pages begins"
                for begin in test.sentences
                if not _begun(begin, said)
            ]
        found += [
            f"{where}/{FILE}: {begin!r} begins {len(_begun(begin, own))} sentences of the stage's pages, not one"
            for begin in listed
            if len(_begun(begin, own)) != 1
        ]
        found += [
            f"{where}/{FILE}: {check!r} is no check"
            for entry in covered.elsewhere
            for check in entry.checks
            if check not in known
        ]
        later = [begin for each in stages for test in each.tests for begin in test.sentences]
        for sentence in own:
            tested, is_listed = _names(sentence, later), _names(sentence, listed)
            if not tested and not is_listed:
                found.append(f"{where}: no test and no list speaks of {sentence!r}")
            if _names(sentence, named) and is_listed:
                found.append(f"{where}/{FILE}: a test speaks of {sentence!r}, so take it off the list")
    return found


def sentences(markdown: str) -> Iterator[str]:
    """The sentences of a page, in order: also each row of a table and each block of code; no headings or labels."""
    for block in _blocks(markdown):
        if block.startswith("|"):
            yield block
            continue
        if block.startswith("```"):
            yield " ".join(block.strip("`").split())
            continue
        text = ITEM.sub("", block, count=1) if ITEM.match(block) else LABEL.sub("", block, count=1)
        yield from (part for part in END.split(" ".join(text.replace("**", "").split())) if part)


def page(kata: Kata, stages: Sequence[Covered]) -> str:
    """All of it as Markdown: by stage, by sentence, the tests with their inputs, or what becomes of it."""
    lines = [
        f"# What the hidden tests of `{kata.name}` ask for",
        "",
        "Made from the tests and the pages of the stages (`python -m kata.authoring.sentences "
        f"{kata.name}`); a test holds it against both.",
    ]
    tests = [test for covered in stages for test in covered.tests]
    for covered in stages:
        for name, said in covered.pages:
            lines += [
                "",
                f"## Stage {covered.stage.number}: {name}",
                "",
                "| sentence | asked by | with |",
                "|---|---|---|",
            ]
            for sentence in said:
                lines += _rows(sentence, tests, covered.elsewhere)
    return "\n".join(lines) + "\n"


def _rows(sentence: str, tests: Sequence[HiddenTest], elsewhere: Sequence[Elsewhere]) -> Iterator[str]:
    shown = _cell(sentence)
    for test in tests:
        if _names(sentence, test.sentences):
            checks = ", ".join(f"`{check}`" for check in test.checks)
            yield f"| {shown} | {checks}: {test.name.removeprefix('test_').replace('_', ' ')} | {_cell(test.inputs)} |"
            shown = ""
    for entry in elsewhere:
        if _names(sentence, entry.sentences):
            yield f"| {shown} | {', '.join(f'`{check}`' for check in entry.checks)} | {_cell(entry.by)} |"


def _cell(text: str) -> str:
    return text.strip("| ").replace("|", "\\|")


def _stage(root: Path, kata: Kata, stage: Stage, mistakes: Mistakes) -> Covered:
    folder = root / "stages" / kata.name / stage.name
    guides = sorted(path for path in stage.given if path.endswith(".md") and "/" in path)
    texts = {BRIEF: stage.brief, **{path: stage.given[path].decode() for path in guides}}
    table = read_table(folder / FILE, SentencesTable, mistakes)
    return Covered(
        stage=stage,
        pages=tuple((name, tuple(sentences(text))) for name, text in texts.items()),
        tests=tuple(hidden_tests(root, stage)),
        elsewhere=tuple(table.elsewhere) if table else (),
    )


def _blocks(markdown: str) -> Iterator[str]:
    """Paragraphs, items of lists, rows of tables and blocks of code, each as one text."""
    block: list[str] = []
    fenced = False
    lines = markdown.splitlines()
    for place, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
            if fenced:
                yield from _whole(block)
                block = ["```"]
            else:
                yield from _whole(block)
                block = []
        elif fenced:
            block.append(line)
        elif line.startswith("|"):
            yield from _whole(block)
            block = []
            following = lines[place + 1] if place + 1 < len(lines) else ""
            if not re.fullmatch(r"[|\s:-]+", line) and not re.fullmatch(r"\|[|\s:-]+", following):
                yield line.strip()
        elif not line.strip() or line.startswith("#"):
            yield from _whole(block)
            block = []
        elif ITEM.match(line):
            yield from _whole(block)
            block = [line]
        else:
            block.append(line)
    yield from _whole(block)


def _whole(block: list[str]) -> Iterator[str]:
    if block:
        yield "\n".join(block)


def _begun(begin: str, said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(sentence for sentence in said if sentence.startswith(begin)))


def _names(sentence: str, begins: Sequence[str]) -> bool:
    return any(sentence.startswith(begin) for begin in begins)


def main(name: str) -> None:
    """Prints the page of one of the built-in katas."""
    pack = built_in()
    kata = pack.kata(name)
    sys.stdout.write(page(kata, read(pack, kata)))


if __name__ == "__main__":
    main(sys.argv[1])
