"""The pictures of the book are what the right designs really hold. To draw them again: `KATA_REDRAW=1 pytest tests/views/book/test_pictures.py`."""

from __future__ import annotations

import os
from collections.abc import Callable

import msgspec
import pytest
from kata.content.book import PICTURE
from kata.content.pack import built_in, state
from kata.grader.exam.picture import picture_of
from kata.grader.toolkit import Subject
from kata.grader.toolkit.subject import Returned
from kata.report.report import ObjectPicture

PACK = built_in()
NAMES = sorted(
    {
        match["name"]
        for path in (PACK.root / "ebook").glob("*.md")
        for match in PICTURE.finditer(path.read_text())
    }
)
ENVIRONMENT = {"WATERTEL_URL": "https://watertel.example", "MILIO_URL": "https://milio.example"}


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_shows_what_the_right_design_holds(name: str, start: Callable[..., Subject]) -> None:
    drawn = _drawn(name, start)
    path = PACK.root / "ebook" / "pictures" / f"{name}.json"
    if os.environ.get("KATA_REDRAW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(drawn), indent=1) + b"\n")
    assert msgspec.json.decode(path.read_bytes(), type=ObjectPicture) == drawn


def test_no_picture_lies_about_unused() -> None:
    folder = PACK.root / "ebook" / "pictures"
    assert (
        sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.*")) == NAMES
    )


def _drawn(name: str, start: Callable[..., Subject]) -> ObjectPicture:
    kata_name, design_name, stage = name.split("/")
    kata = PACK.kata(kata_name)
    design = next(design for design in PACK.designs(kata_name) if design.name == design_name)
    files = {path: data.decode() for path, data in state(kata, design, int(stage)).items()}
    subject = start(files, {}, ENVIRONMENT)
    modules = list(dict.fromkeys(seam.target.partition(":")[0] for seam in kata.seams))
    for module in modules:
        assert isinstance(subject.load(module), Returned)
    told = subject.picture(modules)
    assert isinstance(told, Returned)
    return picture_of(told.value)
