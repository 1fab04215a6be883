"""Makes the pictures of `docs/pictures/`: plays two stages in a temporary folder and takes pictures of the pages.

`python docs/draw_pages.py` needs `kata` and `chromium` on the PATH and takes a few minutes.
Stage 2 changes a line of closed code, so that its report has a broken hard rule and a regression.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "pictures"
KATA, DESIGN = "sms", ROOT / "reference" / "sms" / "composition"
CLOSED_LINE = ("sms/transport.py", ">= 500", "> 500")
"""A line of closed code that the player of stage 2 changes: file, old text, new text."""

REGRESSION = "1.behaviour.provider-failure"
PAPER = (794, 1123)
"""A4 in CSS pixels."""


@dataclass(frozen=True)
class Picture:
    """One picture: the part of a page that `only` selects (all of it when empty), in a window of `size` pixels."""

    name: str
    page: str
    size: tuple[int, int]
    only: str = ""
    dark: bool = False
    print: bool = False


SHOWN = (
    Picture("report-1440-light", "report", (1440, 1000)),
    Picture("objects-1440-light", "report", (960, 860), only="#stage-2 .pair"),
    Picture("diff-1440-light", "report", (1440, 900), only="#stage-2 .file"),
    Picture("wire-1440-light", "report", (960, 900), only="#finding-2-2"),
    Picture("finding-500-dark", "report", (500, 1100), only="#finding-2-2", dark=True),
    Picture("review-768-dark", "review", (768, 1000), only="#stage-2", dark=True),
    Picture("review-a4", "review", PAPER, only="#stage-2", print=True),
    Picture("report-768-dark", "report", (768, 1100), dark=True),
    Picture("report-a4", "report", PAPER, print=True),
    Picture("book-1440-light", "book", (1440, 1000)),
    Picture("book-500-dark", "book", (500, 900), dark=True),
    Picture("book-a4", "book", PAPER, print=True),
)


def main() -> None:
    """Plays, writes the pages and takes every picture; raises CalledProcessError when a command cannot run."""
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        pages = _play(Path(folder))
        for picture in SHOWN:
            if not wanted or picture.name in wanted:
                _take(picture, pages, Path(folder))


def _play(folder: Path) -> Path:
    """Plays stage 1 right and stage 2 wrong; gives the folder with `report.html`, `review.html` and `book.html`."""
    os.environ["KATA_STATE_HOME"] = str(folder / "state")
    work = folder / "ada"
    _kata(folder, "start", KATA, str(work))
    shutil.copytree(DESIGN / "1_basic_interface", work, dirs_exist_ok=True)
    _kata(work, "next", "--expect", "Nothing in the clients.")
    shutil.copytree(DESIGN / "2_retries", work, dirs_exist_ok=True)
    path, old, new = CLOSED_LINE
    text = (work / path).read_text()
    assert old in text
    (work / path).write_text(text.replace(old, new))
    _kata(work, "next", "--anyway")
    _kata(work, "report", "--format", "html", "--output", str(folder / "report.html"))
    _kata(
        folder, "review", str(work), "--at-stage", "2", "--override", REGRESSION, "advice",
        "--reason", "We talked about it: the line was changed by accident.",
    )  # fmt: skip
    _kata(
        folder, "review", str(work), "--at-stage", "2",
        "--comment", "stage", "The new class is right. Keep the old file closed.",
    )  # fmt: skip
    _kata(folder, "review", str(work), "--format", "html", "--output", str(folder / "review.html"))
    _kata(folder, "book", "--all", "--html", "--output", str(folder / "book.html"))
    return folder


def _kata(inside: Path, *arguments: str) -> None:
    """Runs a command; a stage that is not passed ends with 1, which is what is played here."""
    done = subprocess.run(["kata", *arguments], cwd=inside, stdin=subprocess.DEVNULL)
    if done.returncode > 1:
        raise subprocess.CalledProcessError(done.returncode, done.args)


def _take(picture: Picture, pages: Path, folder: Path) -> None:
    page = (pages / f"{picture.page}.html").read_text(encoding="utf-8")
    if picture.print:
        page = page.replace("@media print", "@media all")
        page = page.replace("</head>", "<style>body{padding:15mm!important}</style></head>")
    if picture.only:
        part = f":is({picture.only})"
        alone = f"body :not(:has({part}), {part}, {part} *){{display:none!important}}"
        page = page.replace("</head>", f"<style>{alone}</style></head>")
    shown = folder / "shown.html"
    shown.write_text(page, encoding="utf-8")
    width, height = picture.size
    subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--blink-settings=preferredColorScheme={0 if picture.dark else 1}",
            f"--window-size={width},{height}", f"--screenshot={PICTURES / picture.name}.png", shown.as_uri(),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
