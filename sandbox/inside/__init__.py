"""Programs that a wall starts by path, inside it; standard library only."""

from pathlib import Path


def script(name: str) -> Path:
    """Where the program of that name is."""
    return Path(__file__).with_name(name + ".py")
