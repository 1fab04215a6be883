"""The formats that a run can be exported as; a new one is a module and a line in FORMATS.

The command line reads this list at each start, so nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from ...base.errors import UsageError

if TYPE_CHECKING:
    from ..run import Run


@dataclass(frozen=True)
class Format:
    """One export: its name, what it is for, the ending of its files; the module of that name renders it."""

    name: str
    purpose: str
    extension: str
    as_found: bool = False

    def render(self, run: Run) -> str:
        """The run in this format; its module is loaded only now, since some are heavy."""
        function: Callable[[Run], str] = import_module(f".{self.name}", __package__).render
        return function(run if self.as_found else _counted(run))


FORMATS = (
    Format("json", "the report itself, for programs", "json", as_found=True),
    Format("html", "a page to read and to print", "html"),
    Format("markdown", "a text to paste into a discussion", "md"),
    Format("junit", "JUnit XML, for CI servers", "xml"),
    Format(
        "sarif",
        "SARIF 2.1.0, for code scanning and editors",
        "sarif",
        as_found=True,
    ),
    Format("ctrf", "Common Test Report Format", "ctrf.json"),
    Format("github", "annotations of a GitHub workflow", "txt"),
    Format("classroom", "GitHub Classroom's grader result", "json"),
    Format("gradescope", "Gradescope's results.json", "json"),
    Format("exercism", "Exercism's results.json, version 3", "json"),
    Format("csv", "one line per stage, for a spreadsheet", "csv"),
)


def _counted(run: Run) -> Run:
    """The run as it counts, with a mentor's judgement in the place of the grader's."""
    from ...report.whole import as_it_counts

    exhibits = (replace(exhibit, report=as_it_counts(exhibit.report)) for exhibit in run.exhibits)
    return replace(run, exhibits=tuple(exhibits))


TERMINAL = "terminal"
"""What a command shows on the screen; in a file it is plain text."""

ALIASES = {"txt": TERMINAL, "htm": "html", "markdown": "markdown"}
"""Endings of files beside those of the formats themselves."""


def for_file(name: str) -> str:
    """The format that the ending of a file's name asks for; raises `UsageError` where it asks for none."""
    endings = ALIASES | {known.extension: known.name for known in reversed(FORMATS) if known.name != "github"}
    for ending in sorted(endings, key=len, reverse=True):
        if name.lower().endswith(f".{ending}"):
            return endings[ending]
    raise UsageError(
        f"The name {name} does not tell in which format to write. Add --format, or an ending: "
        f"{', '.join(f'.{ending}' for ending in sorted(endings))}."
    )


def named(name: str) -> Format:
    """The format of that name; raises `UsageError` that lists them all."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise UsageError(f"There is no report format {name!r}. Choose one of: {names}.")
