"""The user's own folders: what must be kept is in one, what can be made again in the other."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from .errors import MachineError

STATE_VARIABLE = "KATA_STATE_HOME"
"""Names another state folder, for tests and for shared machines."""

CACHE_VARIABLE = "KATA_CACHE"
"""Names another cache folder."""


def state_folder() -> Path:
    """Where kata keeps what was played and graded."""
    from platformdirs import user_state_path

    return _folder(STATE_VARIABLE, lambda: user_state_path("kata"))


def cache_folder() -> Path:
    """Where kata keeps what it can make again."""
    from platformdirs import user_cache_path

    return _folder(CACHE_VARIABLE, lambda: user_cache_path("kata"))


def _folder(variable: str, usual: Callable[[], Path]) -> Path:
    """What the variable names, else the usual place; a MachineError where this user has no home."""
    named = os.environ.get(variable)
    if named:
        return Path(named).absolute()
    try:
        return usual()
    except (RuntimeError, KeyError):
        raise MachineError(
            f"This user has no home folder. Set HOME, or name a folder in the variable {variable}."
        ) from None
