"""Which chapters the book of a pack has."""

from __future__ import annotations

import tomllib
from pathlib import Path

from .reading import Mistakes


def chapter_ids(root: Path, mistakes: Mistakes) -> frozenset[str] | None:
    """The ids of the chapters in ebook/book.toml, or nothing when they cannot be told."""
    path = root / "ebook" / "book.toml"
    try:
        chapters = tomllib.loads(path.read_bytes().decode())["chapters"]
        return frozenset(str(chapter["id"]) for chapter in chapters)
    except FileNotFoundError:
        mistakes.add(path, "", "is missing; list the chapters there")
        return None
    except (ValueError, LookupError, TypeError):
        mistakes.add(path, "chapters", "has no list of tables with an `id`; write it")
        return None
