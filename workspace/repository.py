"""The trainee's own repository, for people: a commit and a mark for each state that was handed in.

Objects and names are written by plumbing that runs no filter, hook or other program which the
repository configures; the work tree is read by our own walk.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..base import disk_trouble
from ..base.errors import StateError
from . import git, refs, stream
from .converting import VERBATIM
from .history import refs_of_marks
from .ingest import ingest
from .lock import alone
from .materialise import materialise
from .snapshot import Snapshot

BRANCH = "main"
"""The first branch, whatever this machine's git would choose."""

TIMEOUT_SECONDS = 15.0
"""For one git command here: its own take milliseconds, and a pipe among its settings would take for ever."""

_QUIET = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.sparseCheckout=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.splitIndex=false"),
)
_READ_BY_GIT = (
    *("HEAD", "config", "config.worktree", "index", "packed-refs", "shallow", "commondir"),
    *("info/exclude", "info/attributes", "info/grafts", "info/sparse-checkout", "objects/info/alternates"),
)
_SETTINGS_FOUND_BY = ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
_UNDER_WAY = {
    "MERGE_HEAD": ("a merge", "git merge --continue", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue", "git revert --abort"),
    "BISECT_LOG": ("a bisection", "git bisect reset", "git bisect reset"),
}


@dataclass(frozen=True)
class Identity:
    """Who a commit is by. `known` is false where git knows no name and a stand-in is used."""

    name: str
    email: str
    known: bool = True

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


NOBODY = Identity("Kata Trainee", "trainee@localhost", known=False)
"""Stands in where git knows no name."""


class Repository:
    """The git repository in a workspace folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git = folder.absolute() / ".git"

    @classmethod
    def create(cls, folder: Path, files: Mapping[str, bytes], message: str = "Start") -> Repository:
        """A new repository in `folder` with these files as its first commit."""
        materialise(files, folder)
        own = cls(folder)
        git.run(
            ["init", "--quiet", "--template=", f"--initial-branch={BRANCH}", str(folder.absolute())],
            place=folder,
        )
        own._keep_bytes()
        own.commit(message)
        return own

    def _keep_bytes(self) -> None:
        """Has git check out every file as it was handed in, whatever a person's settings convert."""
        (self._git / "info").mkdir(exist_ok=True)
        (self._git / "info" / "attributes").write_text(f"{VERBATIM}\n", encoding="ascii")
        for setting, value in (("core.autocrlf", "false"), ("core.safecrlf", "false")):
            self._run(["config", setting, value])

    def commit(self, message: str, snapshot: Snapshot | None = None) -> str:
        """Commit what is in the folder (or `snapshot`, if it is ingested already); returns the commit's id.

        Nothing is committed anew when HEAD holds exactly that; the index is brought in line either way.
        """
        state = ingest(self.folder) if snapshot is None else snapshot
        with self._alone() as lock:
            branch = refs.head(self._git)
            parent = refs.resolve(self._git, branch) or ""
            if not parent or self._tree(parent) != state.tree:
                commands = stream.commit(
                    state, ref=branch, committer=self._signature(), message=message, parent=parent
                )
                self._import(commands, lock)
                parent = refs.resolve(self._git, branch) or ""
            self._refresh_index(parent, lock)
        return parent

    def mark(self, name: str, message: str) -> str:
        """Put the annotated tag `kata/NAME` on HEAD, in place of one of that name; returns its full ref."""
        with self._alone() as lock:
            target = refs.resolve(self._git, "HEAD")
            if target is None:
                raise StateError(f"{self.folder} has no commit yet. Commit something, then run this again.")
            self._import(stream.tag(f"kata/{name}", target, tagger=self._signature(), message=message), lock)
        return f"refs/tags/kata/{name}"

    def marks(self) -> Mapping[str, str]:
        """The marks so far: name -> full ref."""
        return refs_of_marks(self.folder)

    def bundle(self, target: Path) -> None:
        """Packs all branches and marks with their commits into one file."""
        self._insist()
        fresh = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            self._run(["bundle", "create", "--quiet", str(fresh), "--all", "HEAD"])
            fresh.replace(target)
        except OSError as error:
            raise disk_trouble.of_disk(error, target) from None
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)

    def identity(self) -> Identity:
        """Whom git would name as the author here; a stand-in where it knows nobody."""
        settings = self._person()
        name = os.environ.get("GIT_AUTHOR_NAME") or settings.get("user.name", "")
        email = (
            os.environ.get("GIT_AUTHOR_EMAIL") or settings.get("user.email") or os.environ.get("EMAIL", "")
        )
        if not _signable(name) or not _signable(email):
            return NOBODY
        return Identity(name, email)

    def problem(self) -> str | None:
        """What stands in the way of a commit, as a sentence with what to do next."""
        try:
            if refs.folder_of(self.folder) == self.folder:
                return f"{self.folder} is a bare git repository. Go to the folder with your files."
            refs.insist_on_form(self._git)
            on = refs.head(self._git)
        except StateError as error:
            return str(error)
        for name in _READ_BY_GIT:
            if os.path.lexists(self._git / name) and not _plain(self._git / name):
                return f"{self._git / name} is not a plain file: git would wait for it. Delete it or fix it."
        for mark, (what, onward, back) in _UNDER_WAY.items():
            if os.path.lexists(self._git / mark):
                return (
                    f"{what.capitalize()} is under way. Finish it ({onward}) or give it up ({back}), "
                    "then run this again."
                )
        if not on.startswith("refs/heads/"):
            return (
                "HEAD is detached: you are on no branch. Go back to yours (git switch -), "
                "or make one here (git switch -c NAME), then run this again."
            )
        for name in ("index", "HEAD", on, "packed-refs"):
            lock = self._git / f"{name}.lock"
            if os.path.lexists(lock):
                return (
                    "Another git command is at work here, or one was killed. If none is running, delete "
                    f"{lock}, then run this again."
                )
        return None

    def notes(self) -> tuple[str, ...]:
        """What does not stand in the way and is still worth telling."""
        if self.problem() or self.identity().known:
            return ()
        return (
            f"git knows no name for you, so commits are made as {NOBODY}. "
            'To change that: git config --global user.name "NAME"; git config --global user.email "ADDRESS".',
        )

    def _insist(self) -> None:
        if problem := self.problem():
            raise StateError(problem)

    def _tree(self, commit: str) -> str:
        return self._run(["rev-parse", "--verify", f"{commit}^{{tree}}"]).decode().strip()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[int]:
        """Waits for a killed writer's git, then makes sure that nobody else's stands in the way."""
        if not self._git.is_dir() or self._git.is_symlink():
            self._insist()
        with alone(self._git / "kata.lock") as lock:
            self._insist()
            for scrap in self._git.glob("kata-index.*"):
                scrap.unlink(missing_ok=True)
            yield lock

    def _import(self, commands: bytes, lock: int) -> None:
        arguments = ["fast-import", "--quiet", "--done", "--date-format=now"]
        self._run(arguments, commands + stream.DONE, keep_open=[lock])

    def _refresh_index(self, commit: str, lock: int) -> None:
        """A fresh index that equals HEAD, put in place in one step: no flag of the old one survives."""
        aside = self._git / f"kata-index.{os.getpid()}"
        try:
            self._run(["read-tree", commit], environment={"GIT_INDEX_FILE": str(aside)}, keep_open=[lock])
            aside.replace(self._git / "index")
        except OSError as error:
            raise disk_trouble.of_disk(error, self._git) from None
        finally:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def _signature(self) -> str:
        return f"{self.identity()} now"

    def _person(self) -> dict[str, str]:
        """The person's name and address as git is set up for them; telling it runs nothing."""
        theirs = {name: os.environ.get(name) for name in _SETTINGS_FOUND_BY}
        try:
            answer = self._run(["config", "-z", "--get-regexp", r"^user\.(name|email)$"], environment=theirs)
        except git.GitFailed:  # no such setting
            return {}
        rows = (row.partition("\n") for row in answer.decode("utf-8", "replace").split("\0") if row)
        return {name: value for name, _, value in rows}

    def _run(
        self,
        args: Sequence[str],
        stdin: bytes = b"",
        environment: Mapping[str, str | None] | None = None,
        keep_open: Sequence[int] = (),
    ) -> bytes:
        return git.run(
            [f"--git-dir={self._git}", *_QUIET, *args],
            stdin=stdin,
            environment=environment,
            timeout=TIMEOUT_SECONDS,
            keep_open=keep_open,
            place=self.folder,
        )


def _plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _signable(text: str) -> bool:
    return bool(text) and not set(text) & set("<>\n\0")
