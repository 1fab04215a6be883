"""A pack as `kata new` makes it, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kata.authoring import new
from kata.authoring.layer import Case, Found, Layer
from kata.authoring.results import Results
from kata.content.pack import Pack
from kata.sandbox.ladder import ProvedRung

NAME = "welcoming"
Change = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def loaded_once(exams_kept: None) -> None:
    """Gradings find exam processes that are loaded."""


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The folder of a new pack whose only kata is called `welcoming`, with HTTP."""
    root = tmp_path / "pack"
    new.kata(root, NAME, "http").write(root)
    return root


@pytest.fixture
def change(made: Path) -> Change:
    """Puts one text in the place of another in a file of the pack."""

    def do(path: str, old: str, put: str) -> None:
        file = made / path
        text = file.read_text() if file.exists() else ""
        assert old in text
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(old, put, 1) if old else text + put)

    return do


@pytest.fixture
def look(made: Path, tmp_path: Path, proved: ProvedRung) -> Callable[[Layer], Found]:
    """Looks at the pack with one layer; what was graded before is not graded again."""

    def found(layer: Layer, **more: object) -> Found:
        results = Results(tmp_path / "results", again=False)
        return layer.look(Case(Pack(made), NAME, lambda: proved, results, runs=1, **more))  # type: ignore[arg-type]

    return found
