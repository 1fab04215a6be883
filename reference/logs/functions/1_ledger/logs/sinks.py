"""What a sink is."""

from collections.abc import Callable
from typing import NamedTuple

Entry = dict[str, str]
Write = Callable[[list[Entry]], None]
"""Returning means that all were taken; raising, that none was."""


class Sink(NamedTuple):
    """Three functions: entries come, a second has passed, the shop shuts down."""

    write: Write
    tick: Callable[[], None]
    stop: Callable[[], None]
