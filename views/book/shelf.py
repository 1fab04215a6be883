"""The book as one reader may read it: trainees get what their closed stages have opened, mentors all."""

from __future__ import annotations

from dataclasses import dataclass

from ...base.errors import StateError, UsageError
from ...content.book import Book, Chapter, Section

LAST = 1_000_000  # closed stages of somebody to whom nothing is shut


@dataclass(frozen=True)
class Shelf:
    """The whole book, how many stages its reader has closed, and up to which they were revealed."""

    whole: Book
    closed: int
    revealed: int

    @classmethod
    def of_mentor(cls, book: Book) -> Shelf:
        """Nothing is shut."""
        return cls(book, closed=LAST, revealed=LAST)

    @property
    def open(self) -> Book:
        """What may be read now; raises StateError when that is nothing."""
        opened = self.whole.open_at(self.closed)
        if not opened.chapters:
            first = min((chapter.opens_after for chapter in self.whole.chapters), default=1)
            raise StateError(
                f"No chapter is open yet; the first opens when stage {first} is closed. "
                "A mentor reads everything with `--all`."
            )
        return opened

    def chapter(self, name: str) -> Chapter:
        """Finds the open part of a chapter, or of one section when `name` is `chapter#section`.

        Raises UsageError for what is not there, and StateError for what is not open yet.
        """
        name, _, anchor = name.partition("#")
        chapter = self.whole.chapter(name)
        if chapter is None:
            raise UsageError(f"There is no chapter called {name!r}. `kata book` lists what there is.")
        opened = chapter.open_at(self.closed)
        if opened is None:
            raise self._shut(name, chapter.opens_after)
        if not anchor:
            return opened
        for section in chapter.sections:
            if section.anchor == anchor:
                if section not in opened.sections:
                    raise self._shut(f"{name}#{anchor}", section.opens_after)
                return Chapter(chapter.id, chapter.title, chapter.opens_after, "", (section,), chapter.credit)
        known = ", ".join(section.anchor for section in opened.sections)
        raise UsageError(f"The chapter {name} has no section called {anchor!r}. Choose one of: {known}.")

    def shut_sections(self, name: str) -> tuple[Section, ...]:
        """The sections of an open chapter that open later."""
        chapter = self.whole.chapter(name)
        return tuple(part for part in chapter.sections if part.opens_after > self.closed) if chapter else ()

    def known(self, part: Chapter | Section) -> bool:
        """Whether its title gives nothing away: its stage is revealed."""
        return part.opens_after <= max(self.revealed, 1)

    @staticmethod
    def _shut(name: str, stage: int) -> StateError:
        return StateError(
            f"{name} opens when stage {stage} is closed: until then it would tell too much. "
            "`kata book` lists what is open."
        )
