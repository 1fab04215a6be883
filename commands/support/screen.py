"""Where a command's words go: the result to stdout, everything else to stderr."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from rich.console import Console

FILE_WIDTH = 100
"""Columns of a text that is written to a file."""

CODE = re.compile(r"`[^`\n]{1,60}`")
"""A command or a name in a sentence; a longer one is wrapped like any words."""

OVERWRITE = "\r\x1b[K"
"""Back to the start of the line, and empty it."""

GLUE = "\ue000"
"""Takes the place of a blank that is not to be broken; no text of ours has it."""


def put(text: str, output: Path | None = None) -> None:
    """Writes an export to a file or to stdout: in UTF-8, whatever the terminal speaks."""
    data = (text if text.endswith("\n") else f"{text}\n").encode("utf-8", "backslashreplace")
    if output is not None:
        output.write_bytes(data)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def columns(stream: IO[str]) -> int:
    """Columns of the terminal behind the stream; 0 where there is none."""
    return shutil.get_terminal_size().columns if stream.isatty() else 0


def wrapped(words: str, width: int) -> str:
    """The words in lines of that width, never broken inside a word or inside `code`; as they are when it is 0."""
    if not width:
        return words
    whole = CODE.sub(lambda code: code[0].replace(" ", GLUE), words)
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        for line in whole.split("\n")
    )
    return "\n".join("\n".join(each) for each in lines).replace(GLUE, " ")


@dataclass(frozen=True)
class Screen:
    """One command's two streams. With `json` stdout gets one document and nothing else; `file` takes its place."""

    json: bool = False
    file: IO[str] | None = None

    @cached_property
    def console(self) -> Console:
        """For the result, as people read it."""
        from rich.console import Console

        if self.file is not None:
            return Console(file=self.file, width=FILE_WIDTH, no_color=True)
        return Console(stderr=self.json)

    @contextmanager
    def written(self, output: Path | None) -> Iterator[Screen]:
        """A screen that is this one, or, when a file is named, plain text in that file."""
        if output is None:
            yield self
            return
        with output.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield Screen(file=file)

    @cached_property
    def aside(self) -> Console:
        """For progress and remarks."""
        from rich.console import Console

        return Console(stderr=True)

    def document(self, value: Any, output: Path | None = None) -> None:
        """Prints the one JSON document, or writes it to a file."""
        from ...views.formats.json import document_text

        put(document_text(msgspec.to_builtins(value)), output)

    def say(self, words: str, style: str = "") -> None:
        """Prints a remark to stderr, in lines of a terminal's width: what a stranger wrote is no markup."""
        lines = wrapped(words, columns(sys.stderr))
        self.aside.print(lines, style=style or None, markup=False, highlight=False, soft_wrap=True)

    def show(self, words: str = "", style: str = "", *, whole: bool = False) -> None:
        """Prints one line of the result, for people; a `whole` one is not wrapped, so that it can be copied."""
        from ...views.terminal import Voice

        self.console.print(
            Voice(self.console).text(words), style=style or None, highlight=False, soft_wrap=whole
        )

    @property
    def redraws(self) -> bool:
        """Whether a line may be written over: only where a terminal reads it."""
        return sys.stderr.isatty()
