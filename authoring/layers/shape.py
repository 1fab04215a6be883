"""The shape: is everything there that must be there, is nothing there that nobody reads, and does it fit together?

Nothing is graded, and nothing of a submission runs, so it costs less than a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ...base.errors import ContentError, Mistake
from ...content.book import PICTURE
from ...content.designs import PITFALLS, Design
from ...content.kata import Kata, Stage
from ...content.pack import Pack
from ...content.tree import BYTECODE
from ...grader.asked import asked
from .. import sentences
from ..dead_ends import dead_ends
from ..hidden_tests import HiddenTest, hidden_tests
from ..layer import Case, Found, Layer
from ..mutants import equivalents

LEFT_OPEN = "TODO:"
"""What `kata new` writes where the author has to write something."""
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?(?![\w])")
WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
"""Numbers as a brief may write them."""
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
CODE = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[A-Za-z_]\w{3,}")
NO_CONTENT = re.compile(r"\..*(?<!\.gitignore)|.*(~|\.orig|\.rej|\.bak|\.pyc|\.swp)")
"""Files of editors and of the machine. Laid into a workspace they would be somebody's riddle."""
TESTS = re.compile(r"tests/(.+/)?[\w]+\.py")


def look(case: Case) -> Found:
    """Reads the whole pack, and holds its parts against each other."""
    pack, name = case.pack, case.name
    read: list[Callable[[], object]] = [
        lambda: pack.book(),
        lambda: asked(pack.kata(name)),
        lambda: pack.pitfalls(name),
        lambda: pack.first_try(name),
        lambda: equivalents(pack, name),
        lambda: dead_ends(pack, name),
        lambda: sentences.read(pack, pack.kata(name)),
    ]
    mistakes: dict[Mistake, None] = {}
    for each in read:
        try:
            each()
        except ContentError as error:
            mistakes.update(dict.fromkeys(error.mistakes))
    mistakes.update(dict.fromkeys(_left_open(pack, name)))
    if mistakes:
        return Found(tuple(mistakes))
    kata, designs = pack.kata(name), pack.designs(name)
    tests = [test for stage in kata.stages for test in hidden_tests(pack.root, stage)]
    covered = sentences.read(pack, kata)
    found = [
        *_marks(kata, tests),
        *_numbers(kata),
        *_hints(kata, designs),
        *_strays(pack, kata, designs),
        *(Mistake(f"stages/{name}", "", gap) for gap in sentences.gaps(kata, covered)),
    ]
    missing = (
        []
        if covered
        else ["No list says which sentence of a brief is tested: sentences.toml (docs/content.md)."]
    )
    if len(designs) < 2:
        missing.append(
            "There is one right design. A second of unlike style shows whether a test knows too much."
        )
    checks = sum(len(stage.checks) for stage in kata.stages)
    proved = (
        f"{len(kata.stages)} stages, {checks} checks and {len(tests)} hidden tests fit together; every check is "
        "tested or has a rule, and every link leads somewhere.",
        *(["Every sentence of a brief or guide is tested, or listed with the reason."] if covered else []),
    )
    return Found(tuple(found), proved, tuple(missing))


def _left_open(pack: Pack, name: str) -> Iterator[Mistake]:
    """What `kata new` left for the author to write."""
    for folder in ("katas", "stages", "reference"):
        for path in sorted((pack.root / folder / name).rglob("*")):
            if path.suffix in {".toml", ".md", ".py"} and path.is_file():
                for number, line in enumerate(
                    path.read_text(encoding="utf-8", errors="replace").splitlines(), 1
                ):
                    if LEFT_OPEN in line:
                        told = line.partition(LEFT_OPEN)[2].strip(" \"',")
                        place = path.relative_to(pack.root).as_posix()
                        yield Mistake(place, f"line {number}", f"is still to be written: {told}")


def _marks(kata: Kata, tests: Sequence[HiddenTest]) -> Iterator[Mistake]:
    """Every check has a test with its mark, and every mark is a check that is in force by then."""
    began = {check.id: stage.number for stage in kata.stages for check in stage.checks}
    for stage in kata.stages:
        marked = {mark for test in tests if test.stage == stage.number for mark in test.checks}
        for check in stage.checks:
            if not check.rule and check.id not in marked:
                place = f"stages/{kata.name}/{stage.name}/tests"
                yield Mistake(place, check.id, f'has no test with the mark pytest.mark.check("{check.id}")')
    for test in tests:
        for mark in test.checks:
            if began.get(mark, test.stage + 1) > test.stage:
                told = "is no check" if mark not in began else f"begins at stage {began[mark]}"
                yield Mistake(test.path, test.name, f"has the mark {mark!r}, which {told}")
        if not test.checks and test.sure:
            yield Mistake(
                test.path, test.name, "decides no check; mark it with pytest.mark.check, or remove it"
            )


def _numbers(kata: Kata) -> Iterator[Mistake]:
    """Every number in what a check demands stands on a page that was revealed by then."""
    pages = ""
    for stage in kata.stages:
        pages += " " + " ".join((stage.brief, *_texts(stage)))
        known = set(NUMBER.findall(pages)) | set(re.findall(r"[a-z]+|[1-5]xx", pages.lower()))
        for index, check in enumerate(stage.checks):
            for number in NUMBER.findall(check.holds):
                value = int(number) if number.isdigit() else -1
                spelled = {words[value] for words in (WORDS, ORDINALS) if 0 <= value < len(words)}
                spelled.add(f"{number[0]}xx")  # a whole class of statuses
                if not {number, *spelled} & known:
                    place = f"stages/{kata.name}/{stage.name}/stage.toml"
                    told = f"says {number}, and no brief or guide up to this stage does"
                    yield Mistake(place, f"checks[{index}].holds", told)


def _hints(kata: Kata, designs: Sequence[Design]) -> Iterator[Mistake]:
    """The last hint sends to the chapter, and none shows code of a right design."""
    pages = [text for stage in kata.stages for text in (stage.brief, *_texts(stage))]
    shown = " ".join([*pages, *(data.decode("utf-8", "replace") for data in kata.starter.values())])
    own = _names_of(kata, designs) - set(NAME.findall(shown))
    for stage in kata.stages:
        for index, check in enumerate(stage.checks):
            place = f"stages/{kata.name}/{stage.name}/stage.toml"
            if not check.hints:
                if not check.advice:
                    yield Mistake(
                        place, f"checks[{index}].hints", "are missing; write a nudge and the chapter"
                    )
                continue
            if not re.search(r"\b[Rr]ead\b|\bchapter\b", check.hints[-1]):
                told = "do not end with what to read; let the last one name the chapter's section"
                yield Mistake(place, f"checks[{index}].hints", told)
            for number, hint in enumerate(check.hints):
                given_away = sorted(
                    {name for code in CODE.findall(hint) for name in NAME.findall(code)} & own
                )
                if given_away:
                    told = f"shows {', '.join(given_away)}, a name of a right design's code"
                    yield Mistake(place, f"checks[{index}].hints[{number}]", told)


def _names_of(kata: Kata, designs: Sequence[Design]) -> set[str]:
    """What right designs call their own modules, classes, functions and methods."""
    found: set[str] = set()
    for design in designs:
        for stage in kata.stages:
            for path, data in design.overlay(stage.number).items():
                if path.startswith(kata.layout.module):
                    found.update(
                        re.findall(
                            r"^\s*(?:class|def) (\w{4,})", data.decode("utf-8", "replace"), re.MULTILINE
                        )
                    )
    return found


def _texts(stage: Stage) -> Iterator[str]:
    brought = (*stage.given.values(), *stage.starter.values())
    yield from (data.decode("utf-8", "replace") for data in brought)


def _strays(pack: Pack, kata: Kata, designs: Sequence[Design]) -> Iterator[Mistake]:
    """Files that nobody reads: a wrong name, a wrong folder, or what an editor left behind."""
    name = kata.name
    stages = "|".join(re.escape(stage.name) for stage in kata.stages)
    support = f"|{re.escape(kata.support.name)}/.+" if kata.support else ""
    styles = "|".join(re.escape(design.name) for design in designs)
    known = {
        f"katas/{name}": rf"kata\.toml|starter/.+|rules/\w+\.py{support}",
        f"stages/{name}": rf"({stages})/(stage\.toml|BRIEF\.md|sentences\.toml|given/.+|starter/.+|{TESTS.pattern})",
        f"reference/{name}": (
            rf"(reference|equivalents|dead-ends|allowed-words)\.toml|({styles})/({stages})/.+"
            rf"|{PITFALLS}/[^/]+/(pitfall\.toml|({stages})/.+)"
        ),
    }
    for folder, pattern in known.items():
        for path in _files(pack.root / folder):
            place = f"{folder}/{path}"
            if any(NO_CONTENT.fullmatch(part) for part in path.split("/")):
                yield Mistake(place, "", "is no content of a kata; remove it")
            elif not re.fullmatch(pattern, path):
                yield Mistake(place, "", "is read by nobody; is its name or its folder wrong?")
    yield from _strays_of_book(pack)


def _strays_of_book(pack: Pack) -> Iterator[Mistake]:
    folder = pack.root / "ebook"
    texts = {
        path: (folder / path).read_text(encoding="utf-8", errors="replace")
        for path in _files(folder)
        if path.endswith(".md")
    }
    drawn = {f"pictures/{found['name']}.json" for text in texts.values() for found in PICTURE.finditer(text)}
    table = (folder / "book.toml").read_text(encoding="utf-8")
    for path in _files(folder):
        listed = path == "book.toml" or path in drawn or f'"{path}"' in table
        if not listed and (path.startswith("pictures/") or path.endswith(".md")):
            yield Mistake(f"ebook/{path}", "", "is in no chapter; is its name wrong, or is it left over?")


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and BYTECODE not in path.parts:
            yield path.relative_to(folder).as_posix()


LAYER = Layer("shape", "Is all there, and does it fit together?", look, grades=False)
