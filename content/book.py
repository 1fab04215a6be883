"""The book of a pack: its chapters and sections, and from which stage on each may be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from .kata import Check, Kata
from .reading import Mistakes, read_table, without_note
from .toml_tables import BookTable, ChapterTable

HEADING = re.compile(r"## (?P<title>.+?)(?: \{#(?P<anchor>[a-z0-9-]+)(?: opens_after=(?P<opens>\d+))?\})?")
"""`## Title {#anchor}`, or `## Title {#anchor opens_after=2}` for a section that opens later than its chapter."""

PICTURE = re.compile(r"!\[(?P<caption>[^\]]*)\]\(objects:(?P<name>[^)]*)\)")
"""`![caption](objects:KATA/DESIGN/STAGE)`: the running objects of a right design when that stage is done."""

FENCE = "```"
END = "\n---\n"
"""Below it stands the chapter's credit."""


class Section(msgspec.Struct, frozen=True):
    """A part of a chapter, as Markdown without its heading. It opens when stage `opens_after` is closed."""

    anchor: str
    title: str
    opens_after: int
    text: str


class Chapter(msgspec.Struct, frozen=True):
    """One chapter: what stands before its first section, the sections, and whom it thanks."""

    id: str
    title: str
    opens_after: int
    opening: str
    sections: tuple[Section, ...]
    credit: str

    def open_at(self, closed: int) -> Chapter | None:
        """What may be read of it when `closed` stages are closed; nothing when it is shut."""
        if closed < self.opens_after:
            return None
        return replace(self, sections=tuple(part for part in self.sections if part.opens_after <= closed))

    @property
    def text(self) -> str:
        """All of its Markdown, headings without anchors."""
        parts = [self.opening, *(f"## {part.title}\n\n{part.text}" for part in self.sections)]
        return "\n\n".join(parts)


class Book(msgspec.Struct, frozen=True):
    """The whole book. `pictures` are running objects as data, by the name that chapters call them by."""

    title: str
    credit: str
    license: str
    revised: str
    chapters: tuple[Chapter, ...]
    pictures: Mapping[str, bytes] = {}

    def chapter(self, name: str) -> Chapter | None:
        """The chapter of that id."""
        return next((chapter for chapter in self.chapters if chapter.id == name), None)

    def open_at(self, closed: int) -> Book:
        """The book as someone may read it who has closed so many stages."""
        opened = (chapter.open_at(closed) for chapter in self.chapters)
        return replace(self, chapters=tuple(chapter for chapter in opened if chapter is not None))

    def of(self, chapters: Collection[str]) -> Book:
        """The book with these chapters alone."""
        return replace(self, chapters=tuple(each for each in self.chapters if each.id in chapters))

    def place(self, check: Check) -> Chapter | Section | None:
        """What the check sends its reader to."""
        return self.find(check.chapter, check.section)

    def find(self, name: str, section: str) -> Chapter | Section | None:
        """A section of the chapter of that id, or the chapter itself when no section is named."""
        chapter = self.chapter(name)
        if chapter is None or not section:
            return chapter
        return next((part for part in chapter.sections if part.anchor == section), None)


def read_book(root: Path, mistakes: Mistakes) -> Book | None:
    """The book of the pack at `root`, or nothing when its table cannot be read."""
    path = root / "ebook" / "book.toml"
    table = read_table(path, BookTable, mistakes)
    if table is None:
        return None
    pictures: dict[str, bytes] = {}
    chapters = []
    for index, entry in enumerate(table.chapters):
        if entry.id in {earlier.id for earlier in table.chapters[:index]}:
            mistakes.add(path, f"chapters[{index}].id", f"{entry.id!r} is there twice")
        text = _text(root, path, index, entry, mistakes)
        if text is not None:
            chapters.append(_chapter(path.parent / entry.file, entry, text, mistakes))
            pictures.update(_pictures(path.parent, path.parent / entry.file, text, mistakes))
    return Book(table.title, table.credit, table.license, table.revised, tuple(chapters), pictures)


def check_links(root: Path, book: Book, kata: Kata, mistakes: Mistakes) -> None:
    """Notes each check whose section is missing, or opens before the stage that it belongs to is closed."""
    begun: set[str] = set()
    for stage, check in kata.checks_from(len(kata.stages)):
        path = root / "stages" / kata.name / stage.name / "stage.toml"
        name = f"{check.chapter}#{check.section}" if check.section else check.chapter
        place = book.place(check)
        if place is None:
            mistakes.add(path, check.id, f"sends to {name}, which is not in the book; write it")
        elif check.section and place.opens_after < stage.number and name not in begun:
            told = f"sends to {name}, which opens after stage {place.opens_after} and so before this stage"
            mistakes.add(path, check.id, f"{told}; let it open after stage {stage.number}")
        begun.add(name)


def _text(root: Path, path: Path, index: int, entry: ChapterTable, mistakes: Mistakes) -> str | None:
    file = path.parent / entry.file
    if file.parent != path.parent:
        mistakes.add(path, f"chapters[{index}].file", f"is {entry.file!r}; name a file beside book.toml")
        return None
    try:
        return without_note(file.read_bytes().decode())
    except FileNotFoundError:
        mistakes.add(file, "", f"is missing; write the chapter {entry.id!r}")
    except UnicodeDecodeError:
        mistakes.add(file, "", "is not UTF-8; save it as UTF-8")
    return None


def _chapter(path: Path, entry: ChapterTable, text: str, mistakes: Mistakes) -> Chapter:
    body, end, credit = text.rpartition(END)
    if not end:
        body = text
        mistakes.add(path, "", "has no credit below a line `---` at its end; write it")
    first, _, rest = body.lstrip().partition("\n")
    if first != f"# {entry.title}":
        mistakes.add(path, "", f"begins with {first!r}; begin with `# {entry.title}`")
    opening, *parts = _parts(rest)
    sections: list[Section] = []
    for heading, content in parts:
        section = _section(heading, content, entry)
        if section is None:
            mistakes.add(path, heading, "has no anchor; write it as `## Title {#anchor}`")
        elif section.anchor in {earlier.anchor for earlier in sections}:
            mistakes.add(path, heading, f"has the anchor {section.anchor!r}, which is there already")
        elif section.opens_after < entry.opens_after:
            mistakes.add(path, heading, f"opens before its chapter, which opens after {entry.opens_after}")
        else:
            sections.append(section)
    return Chapter(
        entry.id, entry.title, entry.opens_after, opening[1].strip(), tuple(sections), credit.strip()
    )


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Each heading of the second level with what stands below it; first what stands before any, under ``."""
    lines: list[str] = []
    heading, fenced = "", False
    for line in text.splitlines():
        if line.startswith(FENCE):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            yield heading, "\n".join(lines)
            heading, lines = line, []
        else:
            lines.append(line)
    yield heading, "\n".join(lines)


def _section(heading: str, content: str, entry: ChapterTable) -> Section | None:
    match = HEADING.fullmatch(heading.rstrip())
    if match is None or not match["anchor"]:
        return None
    opens = int(match["opens"]) if match["opens"] else entry.opens_after
    return Section(match["anchor"], match["title"], opens, content.strip())


def _pictures(folder: Path, path: Path, text: str, mistakes: Mistakes) -> Iterator[tuple[str, bytes]]:
    for match in PICTURE.finditer(text):
        file = folder / "pictures" / f"{match['name']}.json"
        if file.is_file():
            yield match["name"], file.read_bytes()
        else:
            mistakes.add(path, match["name"], "is a picture that is not in ebook/pictures/; draw it")
