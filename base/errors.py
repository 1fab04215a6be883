"""What can go wrong, as one tree; the command line catches the root once and exits with its code.

KataError
├── UsageError     2  the command was called with something it cannot use
├── MachineError   3  this machine, or the grader itself, could not do its part
├── StateError     4  git, or the state of a workspace or of a sitting, is in the way
└── ContentError   5  a kata's own files are invalid; carries every mistake found
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class KataError(Exception):
    """Something a person can act on: the message says what happened and what to do next."""

    exit_code: ClassVar[int] = 3


class UsageError(KataError):
    """The command was called with something it cannot use."""

    exit_code: ClassVar[int] = 2


class MachineError(KataError):
    """This machine, or the grader itself, could not do its part; never the trainee's fault."""

    exit_code: ClassVar[int] = 3


class StateError(KataError):
    """Git, or the state of a workspace or of a sitting, is in the way."""

    exit_code: ClassVar[int] = 4


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a kata's files: `file` relative to the pack, `field` dotted or empty."""

    file: str
    field: str
    problem: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.field}" if self.field else self.file
        return f"{place}: {self.problem}"


class ContentError(KataError):
    """A kata's own files are invalid; `mistakes` holds all that were found, not only the first."""

    exit_code: ClassVar[int] = 5

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        count = f"{len(mistakes)} mistake" + ("s" if len(mistakes) != 1 else "")
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(f"The kata's own files are invalid ({count}); its author must fix:\n{lines}")
