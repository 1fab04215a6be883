"""Whether files are a workspace of a kata at all, and whether all that matters of it could be read."""

from __future__ import annotations

from pathlib import Path

from ..base.errors import StateError, UsageError
from ..content.kata import Kata
from ..workspace.ingest import NOT_READ
from ..workspace.names import printable
from ..workspace.snapshot import Snapshot


def insist_on_workspace(kata: Kata, snapshot: Snapshot, where: Path) -> None:
    """Raises UsageError for files that are no workspace of this kata, and names the folder inside that is one."""
    own = {kata.layout.root, *kata.client_files}
    if not own or not own.isdisjoint(snapshot.files):
        return
    ends = tuple(f"/{each}" for each in own)
    inside = sorted(path[: -len(end)] for path in snapshot.files for end in ends if path.endswith(end))
    if inside:
        folder = printable(inside[0])
        raise UsageError(
            f"{where} is not a workspace of {kata.name}, but the folder {folder} inside it is one. Grade that one. For "
            f"its history, make it a repository of its own (git -C {where} subtree split -P {folder} -b alone; "
            f"git clone -b alone {where} alone), and grade the clone."
        )
    raise UsageError(
        f"{where} is not a workspace of {kata.name}: it holds none of {', '.join(sorted(own))}. "
        "Name the folder that `kata start` made, or another kata with --kata."
    )


def insist_on_whole(kata: Kata, snapshot: Snapshot, where: Path) -> None:
    """Raises StateError when a file of the kata's could not be read for a reason that is no matter of design."""
    layout = kata.layout
    for oddity in snapshot.oddities:
        ours = oddity.path.startswith((layout.clients, layout.module)) or oddity.path in kata.given_at(
            len(kata.stages)
        )
        if ours and oddity.reason in NOT_READ:
            raise StateError(f"{where}: {oddity.path} {oddity.reason} Then run this again.")
