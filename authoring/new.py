"""Makes a new kata, or a new part of one. Nothing is written over: a file is new, or a list in it grows."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

from ..base.errors import UsageError
from ..content.designs import PITFALLS
from ..content.stages import CHECK_ID
from ..content.tree import files_under

TEMPLATES = Path(__file__).parent / "templates"
WORD = "newkata"
"""What a new kata is called in the templates, in the names of files too."""
DOT = "dot-"
"""Stands for the dot at the beginning of a name, so that a package ships the file."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "none": ("common", "none"),
    "http": ("common", "http"),
    "tcp": ("common", "http", "tcp"),
}
"""What lies outside of a new kata: the folders of templates that are laid over each other."""
LATER: Mapping[str, str] = {"inbound": "requests that come in"}
"""Kinds that a person may ask for, and that there are no templates for yet."""
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = frozenset({"clients", "tests", "settings", "docs", "katas", "stages", "reference", "ebook", WORD})
"""Names that a workspace or a pack has for something else."""


@dataclass
class Plan:
    """What is to be written below a pack, by path: new files, and files that grow, with their whole new content."""

    new: dict[str, str] = field(default_factory=dict)
    grown: dict[str, str] = field(default_factory=dict)

    def write(self, root: Path) -> tuple[str, ...]:
        """Writes all of it and returns the paths, new ones first.

        Raises UsageError, before anything is written, for a new file that is there.
        """
        there = [path for path in self.new if (root / path).exists() or (root / path).is_symlink()]
        if there:
            raise UsageError(f"{root / there[0]} is there already. Nothing was written.")
        for path, text in (*self.new.items(), *self.grown.items()):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return (*self.new, *self.grown)


def kata(root: Path, name: str, kind: str) -> Plan:
    """A whole tiny kata called `name`, with an outside of that kind; with a pack around it where there is none."""
    _must_be_free(name)
    if kind in LATER:
        raise UsageError(f"There is no template for {LATER[kind]} yet. There are {', '.join(KINDS)}.")
    if kind not in KINDS:
        raise UsageError(f"--like {kind} is not known. Choose one of: {', '.join(KINDS)}.")
    if (root / "katas" / name).exists():
        raise UsageError(f"There is a kata called {name} in {root} already. Nothing was written.")
    plan = Plan()
    for folder in KINDS[kind]:
        for path, data in files_under(TEMPLATES / folder).items():
            plan.new[_placed(path, name)] = data.decode().replace(WORD, name)
    if not (root / "katas").is_dir():
        return plan
    # In a pack that is there already, what belongs to the whole pack stays as it is, and its book grows.
    book = "ebook/book.toml"
    plan.new = {path: text for path, text in plan.new.items() if name in path}
    if (root / book).exists():
        plan.grown[book] = _with_end(_read(root / book), _part("chapter.toml", name=name))
    else:
        plan.new[book] = files_under(TEMPLATES / "common")[book].decode().replace(WORD, name)
    return plan


def stage(root: Path, name: str, title: str) -> Plan:
    """The next stage of a kata: its brief with what always stands there, and no check of its own yet."""
    table = _table(root / "katas" / name / "kata.toml")
    number = len(table["stages"]) + 1
    word = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    if not word or '"' in title:
        raise UsageError(f"{title!r} is no title. Write one with letters, without quotes.")
    folder = f"{number}_{word}"
    words = {
        "number": str(number),
        "title": title,
        "root": table["layout"]["root"],
        "chapter": _chapter(table),
    }
    begun = {check for each in table["stages"] for check in _checks(root, name, each)}
    closed = "" if "open-closed.unmodified" in begun else _part("closed_checks.toml", **words)
    path = f"katas/{name}/kata.toml"
    return Plan(
        new={
            f"stages/{name}/{folder}/stage.toml": _part("stage.toml", **words) + closed,
            f"stages/{name}/{folder}/BRIEF.md": _part("BRIEF.md", **words),
        },
        grown={path: _with_stage(_read(root / path), folder)},
    )


def check(root: Path, name: str, id: str, number: int) -> Plan:  # noqa: A002  # what it is called everywhere
    """A check that hidden tests decide: its entry with stubs of hints, a test, and a pitfall that must fail it."""
    if not CHECK_ID.fullmatch(id):
        raise UsageError(f"{id!r} is no id of a check. Write it as `group.what-holds`.")
    table = _table(root / "katas" / name / "kata.toml")
    folder = _stage(table, number)
    for each in table["stages"]:
        if id in _checks(root, name, each):
            raise UsageError(f"{id} is a check of {each} already. Nothing was written.")
    word = id.partition(".")[2]
    entry = f"stages/{name}/{folder}/stage.toml"
    words = {
        "id": id,
        "chapter": _chapter(table),
        "function": word.replace("-", "_"),
        "target": table["seams"][0]["target"],
    }
    plan = Plan(
        new={
            f"stages/{name}/{folder}/tests/test_{words['function']}.py": _part("hidden_test.py.txt", **words)
        },
        grown={entry: _with_end(_read(root / entry), _part("check.toml", **words))},
    )
    base = _designs(root, name)[0]
    plan.new[f"reference/{name}/{PITFALLS}/not-{word}/pitfall.toml"] = _part(
        "pitfall.toml", base=base, number=str(number), fails=f'"{id}"'
    )
    return plan


def pitfall(root: Path, name: str, id: str, base: str, number: int, files: Sequence[str]) -> Plan:  # noqa: A002
    """A wrong design: copies of the files to spoil, as the right design `base` has them at that stage."""
    if not ID.fullmatch(id):
        raise UsageError(
            f"{id!r} is no id of a pitfall. Write small letters with `-` between: `waits-one-second`."
        )
    table = _table(root / "katas" / name / "kata.toml")
    folder = _stage(table, number)
    base = base or _designs(root, name)[0]
    if base not in _designs(root, name):
        raise UsageError(
            f"{base!r} is no right design of {name}. There are {', '.join(_designs(root, name))}."
        )
    place = f"reference/{name}/{PITFALLS}/{id}"
    plan = Plan({f"{place}/pitfall.toml": _part("pitfall.toml", base=base, number=str(number), fails="")})
    for file in files:
        found = next(
            (path for path in _places(root, name, base, table, number, file) if path.is_file()), None
        )
        if found is None:
            raise UsageError(
                f"{base} has no {file} at stage {number}. Name a file as it lies in a workspace."
            )
        plan.new[f"{place}/{folder}/{file}"] = found.read_text(encoding="utf-8")
    return plan


def design(root: Path, name: str, word: str) -> Plan:
    """A right design: the folder of its first stage, with the files that a trainee fills in, and its entry."""
    if not ID.fullmatch(word) or word == PITFALLS:
        raise UsageError(f"{word!r} is no name of a design. Write small letters with `-` between.")
    table = _table(root / "katas" / name / "kata.toml")
    path = f"reference/{name}/reference.toml"
    if word in _designs(root, name):
        raise UsageError(f"{word} is a right design of {name} already. Nothing was written.")
    layout = table["layout"]
    starter = files_under(root / "katas" / name / "starter")
    first = table["stages"][0]
    return Plan(
        new={
            f"reference/{name}/{word}/{first}/{file}": data.decode()
            for file, data in starter.items()
            if file.startswith((layout["clients"], layout["module"]))
        },
        grown={path: _with_end(_read(root / path), _part("design.toml", name=word))},
    )


def _must_be_free(name: str) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(f"{name!r} is no name of a kata. Write small letters, as for a Python package.")
    if name in TAKEN or name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None:
        raise UsageError(f"{name!r} is the name of something else that is imported. Choose another.")


def _placed(path: str, name: str) -> str:
    parts = (f".{part.removeprefix(DOT)}" if part.startswith(DOT) else part for part in path.split("/"))
    return "/".join(parts).replace(WORD, name)


def _part(file: str, **words: str) -> str:
    return Template((TEMPLATES / "parts" / file).read_text(encoding="utf-8")).substitute(words)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"There is no {path}. Name a kata of this pack, or make one: `kata new NAME`."
        ) from None


def _table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(_read(path))
        table["stages"], table["layout"]["root"], table["seams"][0]["target"]  # asked for below
    except (tomllib.TOMLDecodeError, LookupError, TypeError) as error:
        raise UsageError(
            f"{path} cannot be used ({error}). Run `kata verify --fast`, and fix what it says."
        ) from None
    return table


def _stage(table: Mapping[str, Any], number: int) -> str:
    stages = table["stages"]
    if not 1 <= number <= len(stages):
        raise UsageError(f"There is no stage {number}. The kata has the stages 1 to {len(stages)}.")
    return str(stages[number - 1])


def _checks(root: Path, name: str, folder: str) -> list[str]:
    table = tomllib.loads(_read(root / "stages" / name / folder / "stage.toml"))
    return [str(check.get("id", "")) for check in table.get("checks", [])]


def _designs(root: Path, name: str) -> list[str]:
    table = tomllib.loads(_read(root / "reference" / name / "reference.toml"))
    found = [str(design.get("name", "")) for design in table.get("designs", [])]
    if not found:
        raise UsageError(f"{name} has no right design yet. Make one: kata new {name} --design NAME")
    return found


def _chapter(table: Mapping[str, Any]) -> str:
    return str(next(iter(table.get("chapters", [])), ""))


def _places(
    root: Path, name: str, base: str, table: Mapping[str, Any], number: int, file: str
) -> Iterator[Path]:
    """Where the file of a design may lie, what is laid last first."""
    for folder in reversed(table["stages"][:number]):
        yield root / "reference" / name / base / folder / file
        yield root / "stages" / name / folder / "given" / file
    yield root / "katas" / name / "starter" / file


def _with_end(text: str, end: str) -> str:
    return text.rstrip("\n") + "\n" + end


def _with_stage(text: str, folder: str) -> str:
    """The kata's table with one more stage at the end of its list."""
    grown, count = re.subn(
        r"^(stages\s*=\s*\[)([^\]]*?)(,?\s*)\]",
        lambda found: f'{found[1]}{found[2]}{"," if found[2].strip() else ""} "{folder}"]'.replace("[ ", "["),
        text,
        count=1,
        flags=re.MULTILINE,
    )
    if not count:
        raise UsageError("kata.toml has no list `stages = [...]` that can grow. Add the stage there by hand.")
    return grown
