"""The file of a mentor's review: TOML that a person edits and git compares, beside the trainee's repository.

It is only ever added to, never rewritten, so what a person wrote in it stays as it stands.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from ..base import disk_trouble
from ..base.decoding import converted
from ..base.errors import UsageError
from ..base.whole_files import write_whole
from ..report.report import MentorsOutcome, Outcome, Report
from ..workspace.names import printable

FORMAT_VERSION = 1
MAX_BYTES = 4 * 1024 * 1024
"""Of the file: a thousand pages of comments."""

SIGNS: dict[Outcome, str] = {
    "passed": "passed       ",
    "failed": "FAILED       ",
    "told": "advice       ",
    "skipped": "not looked at",
    "could-not-run": "could not run",
}


class StageEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage that the review is about; `graded` is the identity of the files that it was written on."""

    number: int
    graded: str


class CommentEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A comment on a check, a line (from 1), a file, or with none of these on the stage."""

    stage: int
    text: str
    check: str = ""
    path: str = ""
    line: int = 0


class OverrideEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mentor's outcome of a check, and why. `found` is what the grader had found then, if it was noted."""

    stage: int
    check: str
    outcome: MentorsOutcome
    reason: str
    found: Outcome | Literal[""] = ""


class ReviewFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; its lists are named as TOML writes them, `[[comment]]`."""

    format_version: int = FORMAT_VERSION
    kata: str = ""
    stage: tuple[StageEntry, ...] = ()
    comment: tuple[CommentEntry, ...] = ()
    override: tuple[OverrideEntry, ...] = ()

    def graded(self, stage: int) -> str:
        """The identity of the files that the stage's review was written on; empty when there is none."""
        return next((entry.graded for entry in self.stage if entry.number == stage), "")


def read(path: Path) -> ReviewFile:
    """Reads the file; one that is not there says nothing.

    Raises UsageError for what is not a review, and StateError for what the disk refuses.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ReviewFile()
    except OSError as error:
        raise disk_trouble.of_disk(error, path) from None
    if len(data) > MAX_BYTES:
        raise UsageError(
            f"{path} has more than {MAX_BYTES:,} bytes: that is not a review. Name another --file."
        )
    try:
        found: ReviewFile = converted(tomllib.loads(data.decode("utf-8")), ReviewFile)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{path} cannot be read as a review: {error}. Fix it there.") from None
    if found.format_version != FORMAT_VERSION:
        raise UsageError(
            f"{path} has the format {found.format_version}; this version of kata reads {FORMAT_VERSION}. "
            "Use the version that wrote it."
        )
    return found


def begin(path: Path, kata: str, trainee: str) -> None:
    """Makes the file, with a few words on how to write in it."""
    _add(
        path,
        f"""\
# A mentor's review of {printable(trainee)}. Write in it by hand, or with `kata review`; keep it in git if you like.
# It changes nothing that the grader found: your outcome stands beside the grader's.
#
# [[comment]]
# stage = 1
# check = "…"       # the id of a check; leave it out for a comment on a line or on the stage
# path = "…"        # a file, and a line of it counted from 1; leave both out for a comment on the check alone
# line = 1
# text = "…"
#
# [[override]]
# stage = 1
# check = "…"
# outcome = "…"     # passed, failed or told; told means advice
# reason = "…"      # needed

format_version = {FORMAT_VERSION}
kata = {text(kata)}
""",
    )


def add_stage(path: Path, report: Report, graded: str) -> None:
    """Adds a stage that was graded, with what was found as comments to write below."""
    lines = ["", "[[stage]]", f"number = {report.stage}", f"graded = {text(graded)}"]
    lines.append(f"# {'Passed' if report.passed else 'Not passed'}, {report.score:g} of 100 points.")
    for check in report.checks:
        lines.append(f"#   {SIGNS[check.outcome]}  {printable(check.id)}")
        if check.outcome == "passed":
            continue
        lines.append(f"#                  {printable(check.summary)}")
        for place in check.evidence:
            where = f"{printable(place.path)}:{place.line}" if place.line else printable(place.path)
            lines.append(f"#                  {where}  {printable(place.message)}".rstrip())
    _add(path, "\n".join(lines) + "\n")


def add_comment(path: Path, comment: CommentEntry) -> None:
    """Adds a comment at the end."""
    _add(path, _table("comment", msgspec.to_builtins(comment)))


def add_override(path: Path, override: OverrideEntry) -> None:
    """Adds an override at the end."""
    _add(path, _table("override", msgspec.to_builtins(override)))


def renew(path: Path, changes: Iterable[tuple[str, str]]) -> None:
    """Puts a new identity of graded files in the place of each old one, and leaves all else as it stands.

    Raises StateError or MachineError for what the disk refuses.
    """
    content = path.read_bytes()
    for old, new in changes:
        content = content.replace(old.encode(), new.encode())
    try:
        write_whole(path, content)
    except OSError as error:
        raise disk_trouble.of_disk(error, path) from None


def text(value: str) -> str:
    """A text as TOML writes it on one line."""
    sound = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(name: str, fields: dict[str, str | int]) -> str:
    lines = ["", f"[[{name}]]"]
    for field, value in fields.items():
        if value not in ("", 0):
            lines.append(f"{field} = {text(value) if isinstance(value, str) else value}")
    return "\n".join(lines) + "\n"


def _add(path: Path, words: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(words if not before or before.endswith(b"\n") else f"\n{words}")
    except OSError as error:
        raise disk_trouble.of_disk(error, path) from None
