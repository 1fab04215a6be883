"""`kata try`: a right design in a folder that is gone afterwards."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata


@pytest.mark.parametrize(("more", "said"), [((), "Welcome back, Ann."), (("--stage", "1"), "Welcome, Ann.")])
def test_a_right_design_can_be_called_until_it_is_ended(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], said: str
) -> None:
    kata("new", "welcoming")
    monkeypatch.chdir(tmp_path / "welcoming")
    heard: list[str] = []

    class Person(io.StringIO):
        def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
            (folder,) = Path(tempfile_of()).glob("kata-try-*/welcoming")
            call = "from clients.desk import welcome; welcome('Ann'); print(welcome('Ann'))"
            done = subprocess.run(
                [sys.executable, "-c", call], cwd=folder, capture_output=True, text=True, check=True
            )
            heard.append(done.stdout.strip())
            return "\n"

    def tempfile_of() -> str:
        return str(tmp_path / "temporary")

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", tempfile_of())
    monkeypatch.setattr(sys, "stdin", Person())
    done = kata("try", *more)
    assert done.code == 0
    assert heard == [said]
    assert re.search(r"from clients\.desk import welcome; print\(welcome\('name'\)\)", done.out)
    assert list((tmp_path / "temporary").glob("kata-try-*")) == []


def test_what_lies_outside_is_served(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kata("new", "welcoming", "--like", "http")
    monkeypatch.chdir(tmp_path / "welcoming")
    served: list[str] = []
    monkeypatch.setattr(
        "kata.grader.toolkit.serve.serve",
        lambda offers, *_, **__: served.extend(each.name for each in offers),
    )
    assert kata("try", "--design", "functions").code == 0
    assert served == ["screen"]


@pytest.mark.parametrize(
    ("words", "told"), [(("--stage", "9"), "There is no stage 9"), (("--design", "gone"), "no design 'gone'")]
)
def test_what_is_not_there_cannot_be_tried(
    kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    kata("new", "welcoming")
    monkeypatch.chdir(tmp_path / "welcoming")
    said = kata("try", *words)
    assert (said.code, told in said.err) == (2, True)
