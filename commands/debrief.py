"""The question between two stages: one line of the trainee's, while no clock runs."""

from __future__ import annotations

import contextlib
import sys

from .support.screen import Screen

QUESTION = "What do you expect to change in the next stage?"
HOW = "Write one line, or press Enter to skip. No clock runs until you answer."


def ask(screen: Screen) -> str:
    """What the trainee answers; nothing where nobody can be asked, and Ctrl-C only skips the question."""
    if screen.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    screen.show(QUESTION, "bold")
    screen.show(HOW)
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # gives the line its arrow keys
    try:
        return "".join(sign for sign in input("> ") if sign.isprintable())
    except (EOFError, KeyboardInterrupt):
        screen.show()
        return ""
    finally:
        screen.show()
