"""A pack: a folder of katas with their stages, reference designs and chapters."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from ..base.errors import UsageError
from .book import Book, check_links, read_book
from .designs import Design, Pitfall, read_designs, read_first_try, read_pitfalls, state
from .kata import Kata
from .katas import read_kata
from .reading import Mistakes, read_table
from .toml_tables import KataTable
from .tree import folders_in

__all__ = ["Design", "Pack", "Pitfall", "built_in", "state"]

HOME = Path(__file__).parent.parent
"""The folder of the package itself, which is the built-in pack and holds the engine's rules."""


def built_in() -> Pack:
    """The pack that comes with this package."""
    return Pack(HOME)


class Pack:
    """The katas below `root`. `rules` are those that any of its checks may name: the engine's when not given."""

    def __init__(self, root: Path, rules: Collection[str] | None = None) -> None:
        self.root = root.absolute()
        self._rules = rules
        self._katas: dict[str, Kata] = {}

    def names(self) -> tuple[str, ...]:
        """The names of the katas in the pack."""
        katas = self.root / "katas"
        return tuple(name for name in folders_in(katas) if (katas / name / "kata.toml").is_file())

    def kata(self, name: str) -> Kata:
        """The kata of that name; raises `ContentError` with every mistake in its files."""
        if name not in self._katas:
            self._must_know(name)
            mistakes = Mistakes(self.root)
            kata = read_kata(self.root, name, self.rules, mistakes)
            mistakes.raise_if_any()
            assert kata is not None  # nothing read means a mistake noted
            self._katas[name] = kata
        return self._katas[name]

    def designs(self, name: str) -> tuple[Design, ...]:
        """The right designs of the kata; the first is the one that people are shown."""
        kata = self.kata(name)
        mistakes = Mistakes(self.root)
        designs = read_designs(self.root, kata, mistakes)
        mistakes.raise_if_any()
        return designs

    def pitfalls(self, name: str) -> tuple[Pitfall, ...]:
        """The wrong designs of the kata, by id."""
        designs = self.designs(name)
        mistakes = Mistakes(self.root)
        pitfalls = read_pitfalls(self.root, self.kata(name), designs, mistakes)
        mistakes.raise_if_any()
        return pitfalls

    def first_try(self, name: str) -> Pitfall | None:
        """The wrong design of stage 1 that a demo hands in first, if the kata has one."""
        designs = self.designs(name)
        mistakes = Mistakes(self.root)
        found = read_first_try(self.root, self.kata(name), designs, mistakes)
        mistakes.raise_if_any()
        return found

    def default(self) -> str:
        """The kata that is meant where none is named: the only one, or the only one that says so; else empty."""
        names = self.names()
        if len(names) == 1:
            return names[0]
        told = [name for name in names if self._is_default(name)]
        return told[0] if len(told) == 1 else ""

    def words_for_outside(self) -> frozenset[str]:
        """What the katas call what a solution talks to over the network, each in the singular."""
        tables = map(self._table, self.names())
        return frozenset(table.outside for table in tables if table is not None)

    def _is_default(self, name: str) -> bool:
        table = self._table(name)
        return table is not None and table.default

    def _table(self, name: str) -> KataTable | None:
        return read_table(self.root / "katas" / name / "kata.toml", KataTable, Mistakes(self.root))

    def book(self, reader_of: Kata | None = None) -> Book:
        """The chapters; raises `ContentError` with every mistake in them and in what sends readers there.

        For the reader of one kata, what other katas send there is not looked at.
        """
        mistakes = Mistakes(self.root)
        book = read_book(self.root, mistakes)
        if book is not None and reader_of is not None:
            check_links(self.root, book, reader_of, mistakes)
        elif book is not None:
            for name in self.names():
                check_links(self.root, book, self.kata(name), mistakes)
            self._check_owners(mistakes)
        mistakes.raise_if_any()
        assert book is not None  # nothing read means a mistake noted
        return book

    def _check_owners(self, mistakes: Mistakes) -> None:
        """A chapter opens by the stages of whoever reads it, so it can be no more than one kata's."""
        owners: dict[str, str] = {}
        for name in self.names():
            for chapter in self.kata(name).chapters:
                owner = owners.setdefault(chapter, name)
                if owner != name:
                    path = self.root / "katas" / name / "kata.toml"
                    mistakes.add(
                        path, "chapters", f"holds {chapter!r}, which is {owner}'s; write one of its own"
                    )

    @cached_property
    def rules(self) -> frozenset[str]:
        """The names of the rules that any check may name; a kata's own are its own checks' alone."""
        if self._rules is not None:
            return frozenset(self._rules)
        modules = (HOME / "grader" / "rules").glob("[!_]*.py")
        return frozenset(module.stem for module in modules)

    def _must_know(self, name: str) -> None:
        if name not in self.names():
            known = ", ".join(self.names()) or "none"
            raise UsageError(f"There is no kata called {name!r} in {self.root}. Choose one of: {known}.")
