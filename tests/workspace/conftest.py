"""A person's git, of a known name, that reads no configuration of this machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, so that no test depends on who runs it."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_")) or name == "EMAIL"]:
        monkeypatch.delenv(name)
    return home


@pytest.fixture
def beggar() -> Iterator[None]:
    """For a moment an ordinary user, even where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def git() -> Git:
    """Runs git as the trainee would: in the folder, with its configuration."""

    def run(folder: Path, *args: str) -> str:
        person = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _ANN}
        done = subprocess.run(
            ["git", "-C", str(folder), *args],
            env={**os.environ, **person, "GIT_CONFIG_NOSYSTEM": "1"},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


_ANN = (("NAME", "Ann"), ("EMAIL", "ann@example.org"))
