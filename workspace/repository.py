"""The trainee's own repository, for people: a commit and a mark for each state that was handed in.

It is written through GitPython (`own_repo`), by plumbing that runs no filter, hook or other program which the
repository configures; the work tree is read by our own walk, so a commit is exactly what was graded.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..base import disk_trouble
from ..base.errors import StateError
from ..base.lock import locked
from ..base.whole_files import UNFINISHED, replacing
from . import git, refs, stream
from .converting import VERBATIM
from .ingest import ingest
from .materialise import materialise
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .own_repo import OwnRepo

BRANCH = "main"
"""The first branch, whatever this machine's git would choose."""

MARKS = "refs/tags/"
"""Before the name of a mark."""

TIMEOUT_SECONDS = 15.0
"""For git to tell a name: a pipe among its settings would take for ever."""

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


class Identity(msgspec.Struct, frozen=True):
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
        from .own_repo import made

        own._keep_bytes(made(folder, BRANCH))
        own.commit(message)
        return own

    def _keep_bytes(self, repo: OwnRepo) -> None:
        """Has git check out every file as it was handed in, whatever a person's settings convert."""
        (self._git / "info").mkdir(exist_ok=True)
        (self._git / "info" / "attributes").write_text(f"{VERBATIM}\n", encoding="ascii")
        for setting, value in (("core.autocrlf", "false"), ("core.safecrlf", "false")):
            repo.git.config(setting, value)

    def commit(self, message: str, snapshot: Snapshot | None = None) -> str:
        """Commit what is in the folder (or `snapshot`, if it is ingested already); returns the commit's id.

        Nothing is committed when HEAD holds exactly that; the index is brought in line either way.
        """
        state = ingest(self.folder) if snapshot is None else snapshot
        with self._alone() as repo:
            branch = repo.git.symbolic_ref("HEAD")
            parent = _id(repo, branch)
            if not parent or repo.git.rev_parse("--verify", f"{parent}^{{tree}}") != state.tree:
                commands = stream.commit(
                    state, ref=branch, committer=self._signature(), message=message, parent=parent
                )
                _import(repo, commands)
                parent = _id(repo, branch)
            self._refresh_index(repo, parent)
        return parent

    def mark(self, name: str, message: str) -> str:
        """Puts the annotated tag `kata/NAME` on HEAD, in place of one of that name; returns its full ref.

        Raises StateError without a commit.
        """
        with self._alone() as repo:
            target = _id(repo, "HEAD")
            if not target:
                raise StateError(f"{self.folder} has no commit yet. Commit something, then run this again.")
            _import(repo, stream.tag(f"kata/{name}", target, tagger=self._signature(), message=message))
        return f"{MARKS}kata/{name}"

    def marks(self) -> Mapping[str, str]:
        """The marks so far: name -> full ref."""
        listed = self._repo().git.for_each_ref(f"{MARKS}kata/", format="%(refname)").splitlines()
        return {ref.removeprefix(f"{MARKS}kata/"): ref for ref in listed}

    def bundle(self, target: Path) -> None:
        """Packs all branches and marks with their commits into one file.

        Raises StateError or MachineError for what the disk refuses.
        """
        self._insist()
        try:
            with replacing(target) as aside:
                self._repo().git.bundle("create", "--quiet", str(aside), "--all", "HEAD")
        except OSError as error:
            raise disk_trouble.of_disk(error, target) from None

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
        if unfit := self._unfit():
            return unfit
        for mark, (what, onward, back) in _UNDER_WAY.items():
            if os.path.lexists(self._git / mark):
                return (
                    f"{what.capitalize()} is under way. Finish it ({onward}) or give it up ({back}), "
                    "then run this again."
                )
        try:
            on = _branch(self._repo())
        except StateError as error:
            return str(error)
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

    def _unfit(self) -> str:
        """Why git should not be started here at all; nothing when it may be. No git runs for this."""
        try:
            if refs.folder_of(self.folder) == self.folder:
                return f"{self.folder} is a bare git repository. Go to the folder with your files."
            refs.insist_on_form(self._git)
            refs.head(self._git)
        except StateError as error:
            return str(error)
        for name in _READ_BY_GIT:
            if os.path.lexists(self._git / name) and not _plain(self._git / name):
                return f"{self._git / name} is not a plain file: git would wait for it. Delete it or fix it."
        return ""

    def notes(self) -> tuple[str, ...]:
        """What does not stand in the way and is still worth telling."""
        if self._unfit() or self.identity().known:
            return ()
        return (
            f"git knows no name for you, so commits are made as {NOBODY}. "
            'To change that: git config --global user.name "NAME"; git config --global user.email "ADDRESS".',
        )

    def _insist(self) -> None:
        if problem := self.problem():
            raise StateError(problem)

    def _repo(self) -> OwnRepo:
        from .own_repo import opened

        return opened(self.folder)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[OwnRepo]:
        """Waits for a killed writer's git, then makes sure that nobody else's stands in the way."""
        if not self._git.is_dir() or self._git.is_symlink():
            self._insist()
        with locked(self._git / "kata.lock", wait=True) as lock:
            self._insist()
            for scrap in self._git.glob(f".index.*{UNFINISHED}*"):
                scrap.unlink(missing_ok=True)
            repo = self._repo()
            repo.git.lock = lock
            yield repo

    def _refresh_index(self, repo: OwnRepo, commit: str) -> None:
        """A fresh index that equals HEAD, put in place in one step: no flag of the old one survives."""
        try:
            with replacing(self._git / "index") as aside:
                repo.git.read_tree(commit, env={"GIT_INDEX_FILE": str(aside)})
        except OSError as error:
            raise disk_trouble.of_disk(error, self._git) from None

    def _signature(self) -> str:
        return f"{self.identity()} now"

    def _person(self) -> dict[str, str]:
        """The person's name and address as git is set up for them; telling it runs nothing, and needs no GitPython."""
        theirs = {name: os.environ.get(name) for name in _SETTINGS_FOUND_BY}
        asked = ["config", "-z", "--get-regexp", r"^user\.(name|email)$"]
        try:
            answer = git.run(
                [f"--git-dir={self._git}", *asked],
                environment=theirs,
                timeout=TIMEOUT_SECONDS,
                place=self.folder,
            )
        except git.GitFailed:  # no such setting
            return {}
        rows = (row.partition("\n") for row in answer.decode("utf-8", "replace").split("\0") if row)
        return {name: value for name, _, value in rows}


def _branch(repo: OwnRepo) -> str:
    """The full name of the branch that HEAD is on; nothing when HEAD is detached."""
    return _answer(repo, "symbolic_ref", "--quiet", "HEAD")


def _id(repo: OwnRepo, name: str) -> str:
    """The id that a full name stands for; nothing where there is none yet."""
    return _answer(repo, "rev_parse", "--verify", "--quiet", name)


def _answer(repo: OwnRepo, command: str, *arguments: str) -> str:
    """What a question comes to that git answers with silence when the answer is no."""
    try:
        told: str = getattr(repo.git, command)(*arguments)
    except git.GitFailed as failure:
        if failure.complaint:
            raise
        return ""
    return told


def _import(repo: OwnRepo, commands: bytes) -> None:
    """Writes exactly these objects and names, which no setting of the repository has a part in."""
    repo.git.fast_import("--quiet", "--done", "--date-format=now", istream=io.BytesIO(commands + stream.DONE))


def _plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _signable(text: str) -> bool:
    return bool(text) and not set(text) & set("<>\n\0")
