"""A chapter's Markdown cut into prose and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...base.decoding import from_json
from ...content.book import PICTURE
from ...report.report import ObjectPicture


@dataclass(frozen=True)
class Picture:
    """The running objects of a right design, with what the chapter says of them."""

    caption: str
    objects: ObjectPicture


def pieces(text: str, pictures: Mapping[str, bytes]) -> Iterator[str | Picture]:
    """Prose as Markdown, and pictures, in order."""
    done = 0
    for match in PICTURE.finditer(text):
        yield text[done : match.start()]
        objects = from_json(pictures[match["name"]], ObjectPicture)
        yield Picture(match["caption"], objects)
        done = match.end()
    yield text[done:]
