"""Which Python runs a child, and which folders of the machine it needs to see."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent
"""Where kata itself lies; no child may look into it."""

SYSTEM_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/lib32", "/lib", "/lib64", "/lib32")
LIBRARY_CACHE = Path("/etc/ld.so.cache")  # the loader's index; without it only the standard folders work


@dataclass(frozen=True)
class Interpreter:
    """A Python without any installed package, and what must be visible, at its own path, to run it."""

    executable: Path
    visible: tuple[Path, ...]
    links: tuple[tuple[str, Path], ...]
    hidden: tuple[Path, ...]


@functools.cache
def locate() -> Interpreter:
    """The interpreter under kata's own environment.

    `hidden` lies inside `visible` and must be covered: installed packages may hold kata itself, and
    with it the hidden tests and the worked solutions.
    """
    executable = Path(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
    prefix = Path(os.path.realpath(sys.base_prefix))
    system = [Path(folder) for folder in SYSTEM_LIBRARIES]
    real = [folder for folder in system if folder.is_dir() and not folder.is_symlink()]
    visible = _outermost([*real, prefix / "lib", executable])
    if LIBRARY_CACHE.exists():
        visible = (*visible, LIBRARY_CACHE)
    return Interpreter(
        executable=executable,
        visible=visible,
        links=tuple((str(folder.readlink()), folder) for folder in system if folder.is_symlink()),
        hidden=_installed_packages(visible),
    )


def without_hidden(python: Interpreter) -> tuple[list[Path], list[Path]]:
    """The same view for a wall that cannot cover a folder: (readable, listable by name only)."""
    readable: list[Path] = []
    listable: list[Path] = []
    waiting = list(python.visible)
    while waiting:
        path = waiting.pop()
        if path in python.hidden:
            continue
        if any(hidden.is_relative_to(path) for hidden in python.hidden):
            listable.append(path)
            waiting += path.iterdir()
        else:
            readable.append(path)
    return readable, listable


def _outermost(paths: Iterable[Path]) -> tuple[Path, ...]:
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return tuple(kept)


def _installed_packages(visible: tuple[Path, ...]) -> tuple[Path, ...]:
    found = [
        folder
        for root in visible
        for pattern in ("python*/site-packages", "python*/dist-packages")
        for folder in root.glob(pattern)
        if folder.is_dir() and not folder.is_symlink()
    ]
    if any(ENGINE.is_relative_to(root) for root in visible):
        found.append(ENGINE)
    return _outermost(found)
