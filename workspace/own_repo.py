"""GitPython over the trainee's own repository: `Repo` says what git is to do, and `git.run` runs it.

Loading GitPython takes 100 ms, so this module is imported only where something is written; `kata status` and
`kata check` do without it. A repository of somebody else's is never opened here: `history` reads that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from ..base.errors import StateError
from . import git

# GitPython asks git for its version when it is loaded: it is to be the git that we run, and a failure ours to tell.
os.environ["GIT_PYTHON_REFRESH"] = "quiet"
os.environ["GIT_PYTHON_GIT_EXECUTABLE"] = git.executable()

from git import Repo  # after the two lines above, which it reads
from git.cmd import Git
from git.config import GitConfigParser
from git.exc import InvalidGitRepositoryError

TIMEOUT_SECONDS = 15.0
"""For one git command here: its own take milliseconds, and a pipe among its settings would take for ever."""

QUIET = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.sparseCheckout=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.splitIndex=false"),
)
"""Settings that take the place of the repository's own: none of its programs runs."""


class WalledGit(Git):
    """GitPython's commands, each run in the clean environment of `git.run`, within its time and size.

    `lock` is a file descriptor that git inherits, so that a killed command's git still counts as at work.
    """

    def __init__(self, working_dir: str | os.PathLike[str] | None = None) -> None:
        super().__init__(working_dir)
        self.folder = Path(os.fspath(working_dir or ""))
        self.lock: int | None = None

    def execute(  # type: ignore[override]  # of GitPython's options for a process only these two have a meaning here
        self,
        command: Sequence[str],
        istream: IO[bytes] | None = None,
        *,
        env: Mapping[str, str] | None = None,
    ) -> str:
        """What `command` (its first word is git) writes, as text; raises `GitFailed` when it fails."""
        answer = git.run(
            [f"--git-dir={self.folder / '.git'}", *QUIET, *command[1:]],
            stdin=istream.read() if istream is not None else b"",
            environment=env,
            timeout=TIMEOUT_SECONDS,
            keep_open=() if self.lock is None else (self.lock,),
            place=self.folder,
        )
        return answer.decode("utf-8", "surrogateescape").removesuffix("\n")


class OwnRepo(Repo):
    """The repository in a trainee's workspace. Its path is taken as it is, and its settings are left to git."""

    GitCommandWrapperType = WalledGit
    git: WalledGit

    def __init__(self, path: str | os.PathLike[str], odbt: Any = None, **_: Any) -> None:
        super().__init__(path, expand_vars=False)

    def _config_reader(self, *_: object) -> GitConfigParser:
        """No setting at all: one may include a file that is never read to its end, and git is stopped in time."""
        return GitConfigParser([], read_only=True)


def opened(folder: Path) -> OwnRepo:
    """The repository in `folder`; a StateError where there is none that git would take for one."""
    try:
        return OwnRepo(folder.absolute())
    except InvalidGitRepositoryError:
        raise StateError(
            f"{folder / '.git'} cannot be read as a repository. Restore it, or clone it again."
        ) from None


def made(folder: Path, branch: str) -> OwnRepo:
    """A new repository in `folder`, on a branch of that name; one that is there already is left as it is."""
    OwnRepo.init(
        folder.absolute(),
        mkdir=False,
        expand_vars=False,
        allow_unsafe_options=True,  # a template that is empty holds no hook
        quiet=True,
        template="",
        initial_branch=branch,
    )
    return opened(folder)
