"""What stands in the TOML files of a pack: one structure for each kind of table."""

from __future__ import annotations

import msgspec

from .kata import Check, Layout, Seam


class KataTable(msgspec.Struct, frozen=True):
    """katas/NAME/kata.toml"""

    format_version: int
    name: str
    title: str
    summary: str
    lesson: str
    edge: str
    stages: list[str]
    packages: list[str]
    chapters: list[str]
    layout: Layout
    seams: list[Seam]
    support: str = ""
    default: bool = False
    outside: str = "service"


class StageTable(msgspec.Struct, frozen=True):
    """stages/NAME/N_name/stage.toml"""

    format_version: int
    title: str
    minutes: int
    checks: list[Check] = []


class DesignTable(msgspec.Struct, frozen=True):
    """One entry of the right designs."""

    name: str
    title: str
    about: str
    foresees_nothing: bool = False


class ReferenceTable(msgspec.Struct, frozen=True):
    """reference/NAME/reference.toml. `first_try` is the pitfall of stage 1 that `kata demo` hands in first."""

    format_version: int
    designs: list[DesignTable]
    first_try: str = ""


class PitfallTable(msgspec.Struct, frozen=True):
    """reference/NAME/pitfalls/ID/pitfall.toml"""

    format_version: int
    title: str
    flaw: str
    base: str
    stage: int
    fails: list[str]
    deletes: dict[str, list[str]] = {}
    stand_alone: bool = False


class ChapterTable(msgspec.Struct, frozen=True):
    """One entry of the book's chapters. `opens_after` is the stage that must be closed to read it."""

    id: str
    title: str
    file: str
    opens_after: int


class BookTable(msgspec.Struct, frozen=True):
    """ebook/book.toml"""

    format_version: int
    title: str
    credit: str
    license: str
    revised: str
    chapters: list[ChapterTable]
