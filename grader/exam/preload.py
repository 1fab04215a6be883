"""Which libraries are worth loading before a submission's first process is forked: they load once, not in each.

Only modules of the standard library and of the packages that a kata allows, chosen here and never told by a
submission, so that nothing of a stranger's runs in the process that all the others are forked from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...sandbox.packages import import_names, imported_as

COSTLY = (
    "asyncio",
    "concurrent.futures",
    "dataclasses",
    "decimal",
    "email.message",
    "http.client",
    "inspect",
    "logging",
    "ssl",
    "statistics",
    "typing",
    "urllib.request",
)
"""Of the standard library: those that take milliseconds to load, and do nothing else when loaded."""
_IMPORT = re.compile(rb"^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


def worth_loading(packages: Sequence[str], sources: Iterable[bytes]) -> tuple[str, ...]:
    """The modules that these sources import first or last: allowed packages with all they need, and costly ones."""
    named = {name.decode("ascii", "replace") for text in sources for name in _IMPORT.findall(text)}
    used = [package for package in packages if imported_as(package) & named]
    costly = [module for module in COSTLY if module.partition(".")[0] in named]
    return (*costly, *import_names(used))
