"""What the disk refuses, as errors that say what to do next."""

from __future__ import annotations

import contextlib
import errno
import tempfile
from collections.abc import Callable
from pathlib import Path

from .errors import KataError, MachineError, StateError
from .folders import CACHE_VARIABLE, STATE_VARIABLE, cache_folder, state_folder

NO_TEMPORARY = "No usable temporary directory"
"""What Python says when it finds no place for temporary files."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def of_disk(error: OSError, place: Path) -> KataError:
    """The error to raise for what the operating system refused at `place`."""
    if NO_TEMPORARY in str(error):
        return MachineError(
            "No folder for temporary files can be written. Name one in the variable TMPDIR, and run this again."
        )
    if error.errno in FULL:
        return full(place)
    if error.errno in FORBIDDEN:
        return forbidden(place)
    return StateError(
        f"{place}: {error.strerror or error}. Look at that file or folder{_elsewhere(place)}, then run this again."
    )


def full(place: Path) -> MachineError:
    """The disk has no room left."""
    return MachineError(
        f"The disk is full: {place} could not be written. Free some space{_elsewhere(place)}, "
        "and run this again."
    )


def forbidden(place: Path) -> StateError:
    """The folder may not be read or written by this user."""
    return StateError(
        f"No permission at {place}: it is read-only or belongs to another user. "
        "Make it readable and writable for you (chmod u+rwX), "
        f"or use another folder{_by_variable(place)}."
    )


def _elsewhere(place: Path) -> str:
    by = _by_variable(place)
    return f" or use another folder{by}" if by else ""


def _by_variable(place: Path) -> str:
    """How to have another folder in the place of this one, if it is one of those that kata chooses itself."""
    own: dict[str, Callable[[], Path]] = {STATE_VARIABLE: state_folder, CACHE_VARIABLE: cache_folder}
    for variable, folder in own.items():
        with contextlib.suppress(MachineError):
            if place.absolute().is_relative_to(folder()):
                return f" (name it in the variable {variable})"
    temporary = Path(tempfile.gettempdir())
    if place.is_relative_to(temporary) and str(place.relative_to(temporary)).startswith("kata-"):
        return " (name it in the variable TMPDIR)"
    return ""
