"""Lays the kata's files into a workspace, and nothing else of it is touched."""

from __future__ import annotations

from pathlib import Path

from ..content.kata import Files, Kata


def lay_given(kata: Kata, stage: int, workspace: Path, there: Files) -> tuple[str, ...]:
    """Writes the given files of `stage` over the files that are `there`, and those to fill in where none is.

    Returns the paths whose content was no longer the kata's own. Run again after it was killed, it
    does the same.
    """
    from ..workspace.materialise import materialise

    given, starter = kata.stage(stage).given, kata.stage(stage).starter
    laid = {path: content for path, content in given.items() if there.get(path) != content}
    laid |= {path: content for path, content in starter.items() if path not in there}
    materialise(laid, workspace)
    return tuple(
        path for path in given if path in there and there[path] not in _own_versions(kata, stage, path)
    )


def _own_versions(kata: Kata, stage: int, path: str) -> tuple[bytes | None, ...]:
    """What the kata itself ever put at this path."""
    return (kata.starter.get(path), *(known.given.get(path) for known in kata.stages[:stage]))
