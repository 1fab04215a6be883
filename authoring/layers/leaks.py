"""Leaks: does anything that is shown before a stage is revealed give that stage away?

From each stage's own new words (settings, what its rules are told to look for, its title, the names and the often said
words of its pages) to everything that a trainee sees before: pages, code, checks with their hints, chapters, the list
of katas. Words that give nothing away are listed in `reference/NAME/allowed-words.toml`, with the reason.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from ...base.errors import Mistake
from ...base.syntax import parse
from ...content.kata import Kata, Stage
from ...content.pack import Pack
from ...content.reading import Mistakes, read_table
from ..layer import Case, Found, Layer

FILE = "allowed-words.toml"
OFTEN = 3
"""A word that a brief says so often, and no brief before, is what the stage is about."""
SHORTEST = 4
WORD = re.compile(r"[A-Za-z][A-Za-z_]*[A-Za-z]")
CODE = re.compile(r"`[^`\n]+`|```.*?```", re.DOTALL)
PROPER = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{3,}")
"""A name within a sentence."""
ENDINGS = ("ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "e", "y")
USUAL = frozenset(
    WORD.findall("""
    about above after again alone also another anything because been before begin behind below beside between both
    brief call called change check class clients code come comes could does done each early either else ever every file
    files first found from function functions give given gives goes good hard have hidden hold holds into itself just
    keep kept know known last later least left less like list made make many mean means module more most much must
    name need needs never nobody none nothing number objects old once only open other over part pass passes people
    place point python raise raised raises read reads requirement requirements return returns right root rule rules
    said same says second shall should show shown shows some something stage stands stay stays still such take taken
    tests than that their them then there these they thing things this those three time times told twice under until
    upon used uses value want wants were what when where which while whole whose will with without word words work
    works would write writes wrong your true false self minutes house shop against among away back down during gone long
    near next through toward within
    """)
)
"""Words of every brief."""
PYTHON = frozenset(name.lower() for name in (*dir(builtins), *sys.stdlib_module_names))
"""What everybody may say who writes Python."""


class Allowed(msgspec.Struct, frozen=True):
    """Words that may be said before their stage, and why nothing is given away."""

    words: list[str]
    reason: str


class AllowedTable(msgspec.Struct, frozen=True):
    """reference/NAME/allowed-words.toml"""

    format_version: int
    allowed: list[Allowed] = []


def look(case: Case) -> Found:
    """Looks for each stage's words in what is shown before it."""
    kata = case.kata
    allowed = {_stem(word): word for word in allowed_words(case.pack, case.name)}
    found: dict[Mistake, None] = {}
    counted = 0
    used: set[str] = set()
    for stage in kata.stages[1:]:
        words = new_words(kata, stage)
        counted += len(words)
        before = list(shown_before(case.pack, kata, stage.number))
        for word, everywhere in words.items():
            said = _saying(word)
            for place, text, is_page in before:
                if (everywhere or not is_page) and (match := said.search(text)):
                    if _stem(word) in allowed:
                        used.add(_stem(word))
                        continue
                    told = f"says {match[0]!r}, which stage {stage.number} brings"
                    found[Mistake(place, "", f"{told}; say it otherwise, or list it in {FILE}")] = None
    listed = [
        Mistake(
            f"reference/{kata.name}/{FILE}", word, "is said nowhere before its stage; take it off the list"
        )
        for stem, word in sorted(allowed.items())
        if stem not in used
    ]
    proved = (
        f"None of {counted} words that later stages bring is said before, {len(used)} harmless ones apart."
    )
    return Found((*found, *listed), (proved,))


def new_words(kata: Kata, stage: Stage) -> dict[str, bool]:
    """The words in small letters that this stage brings; true where no page before may say them either."""
    earlier = kata.stages[: stage.number - 1]
    pages = " ".join(_pages(each) for each in earlier)
    known = {each.lower() for each in WORD.findall(pages)} | USUAL | PYTHON
    known_stems = {_stem(word) for word in known}
    found: dict[str, bool] = {}
    for word in (*_settings(stage, earlier), *_looked_for(stage)):
        found[word.lower()] = True
    own = _pages(stage)
    often = Counter(_stem(word.lower()) for word in WORD.findall(CODE.sub(" ", own)))
    candidates = {
        *(word.lower() for word in WORD.findall(stage.title)),
        *(word.lower() for code in CODE.findall(own) for word in WORD.findall(code)),
        *(word.lower() for word in PROPER.findall(own)),
        *(word.lower() for word in WORD.findall(own) if often[_stem(word.lower())] >= OFTEN),
    }
    for word in candidates:
        if len(word) >= SHORTEST and _stem(word) not in known_stems:
            found.setdefault(word, False)
    return found


def shown_before(pack: Pack, kata: Kata, number: int) -> Iterator[tuple[str, str, bool]]:
    """What a trainee sees before that stage is revealed: place, text, and whether it is a page of an earlier stage."""
    yield (
        f"katas/{kata.name}/kata.toml",
        f"{kata.title} {kata.summary} {kata.lesson} {kata.edge} {kata.outside}",
        False,
    )
    for path, data in kata.starter.items():
        yield f"katas/{kata.name}/starter/{path}", f"{path} {data.decode('utf-8', 'replace')}", False
    for stage in kata.stages[: number - 1]:
        folder = f"stages/{kata.name}/{stage.name}"
        for path, data in stage.given.items():
            place = f"{folder}/{path if path == 'BRIEF.md' else f'given/{path}'}"
            yield place, f"{path} {data.decode('utf-8', 'replace')}", path.endswith(".md")
        for check in stage.checks:
            expected = str((check.options or {}).get("expected", ""))
            words = (check.id, check.holds, check.principle, *check.hints, expected)
            yield f"{folder}/stage.toml: {check.id}", " ".join(words), False
    # A chapter that opens when the stage before is closed opens together with this stage.
    for chapter in pack.book().of(kata.chapters).open_at(number - 2).chapters:
        yield f"ebook: {chapter.id}", f"{chapter.title} {chapter.opening}", False
        for section in chapter.sections:
            yield f"ebook: {chapter.id}#{section.anchor}", f"{section.title} {section.text}", False


def allowed_words(pack: Pack, name: str) -> frozenset[str]:
    """The words of the list, in small letters; raises ContentError for a list that cannot be used."""
    path: Path = pack.root / "reference" / name / FILE
    if not path.exists():
        return frozenset()
    mistakes = Mistakes(pack.root)
    table = read_table(path, AllowedTable, mistakes)
    words: list[str] = []
    for index, entry in enumerate(table.allowed if table else ()):
        words += [word.lower() for word in entry.words]
        if not entry.reason.strip():
            mistakes.add(path, f"allowed[{index}].reason", "is empty; write it")
    mistakes.raise_if_any()
    return frozenset(words)


def _pages(stage: Stage) -> str:
    """The brief and the guides that this stage gives."""
    return "\n".join(
        data.decode("utf-8", "replace") for path, data in sorted(stage.given.items()) if path.endswith(".md")
    )


def _settings(stage: Stage, earlier: tuple[Stage, ...]) -> Iterator[str]:
    """What the given code of the stage names at its top, and no given code before."""
    known = {name for each in earlier for name in _assigned(each.given)}
    yield from (name for name in _assigned(stage.given) if name not in known)


def _assigned(files: Mapping[str, bytes]) -> Iterator[str]:
    for path, data in files.items():
        if path.endswith(".py"):
            for node in parse(data).body:
                if isinstance(node, ast.Assign):
                    yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _looked_for(stage: Stage) -> Iterator[str]:
    """The factory and the words that rules of this stage are given as options."""
    for check in stage.checks:
        options = check.options or {}
        if isinstance(factory := options.get("factory"), str):
            yield factory.rpartition(":")[2]


def _stem(word: str) -> str:
    """The word without its usual endings, so that `walkers` and `walking` are one."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word


def _saying(word: str) -> re.Pattern[str]:
    endings = "|".join(ENDINGS)
    return re.compile(rf"(?<![A-Za-z_]){re.escape(_stem(word))}(?:{endings})?(?![A-Za-z_])", re.IGNORECASE)


LAYER = Layer("leaks", "Does anything that is shown before give a later stage away?", look, grades=False)
