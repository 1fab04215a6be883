"""A state out of a stranger's repository: its configuration unread, its objects verified."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..base.errors import StateError
from . import git, objects, refs
from .intake import ENVIRONMENT_MARKS, MAX_TOTAL_BYTES, Intake, is_bookkeeping, order
from .listing import TreeEntry, entries, files
from .names import printable
from .objects import Runner
from .snapshot import Snapshot

MARKS = "refs/tags/kata/"
"""Where the marks of what was handed in stand: a claim of the trainee's, not evidence."""

TIMEOUT_SECONDS = 10.0
"""For one git command in a stranger's repository."""

MAX_ANSWER = MAX_TOTAL_BYTES + 16 * 1024 * 1024
"""Bytes of one answer: every file of a snapshot, and what git writes around them."""

MAX_OBJECT = 64 * 1024 * 1024
"""Bytes that git may take at once for one object: a commit, a list of files, a file that is small enough."""

MAX_LOOSE = 200_000
"""Files of a repository's store: git itself packs them long before."""

MAX_COMMITS = 2_000
"""Commits of one history that are looked through: a sitting has ten, and a few of the trainee's own."""

MAX_MESSAGE = 2_000
"""Characters of a tag's message: more than a reason needs."""

_BORROWED_BY = ("alternates", "http-alternates")
_TOO_LARGE = "over limit"
_STEPS = re.compile(r"(?:[~^][0-9]*)*")
_SHORT = re.compile(r"[0-9a-f]{4,40}")


def state_at(repository: Path, ref: str, first: Sequence[str] = ()) -> Snapshot:
    """The files at `ref` (a branch, tag, id, or one of these with `~2`, `^`) of `repository`.

    Git runs in a git folder of ours that only borrows the repository's objects. What lies at or
    below `first` (names at the top, with `/` behind them) is taken in before all else.
    """
    folder = refs.folder_of(repository)
    refs.insist_on_form(folder)
    with borrowed(folder) as own:
        return _snapshot(own, _commit(own, folder, ref), ref, first)


def refs_of_marks(repository: Path) -> Mapping[str, str]:
    """The trainee's marks: the name without `kata/`, and the full ref to hand to `state_at`."""
    folder = refs.folder_of(repository)
    refs.insist_on_form(folder)
    known = refs.names(folder)
    return {name.removeprefix(MARKS): name for name in sorted(known) if name.startswith(MARKS)}


def subjects(repository: Path) -> tuple[tuple[str, str], ...]:
    """The commits that HEAD comes from, the newest first, each with its id and the first line of its message.

    Of a merge only the first parent is followed. Nothing where HEAD names no commit, or its history is cut off.
    """
    folder = refs.folder_of(repository)
    refs.insist_on_form(folder)
    identity = refs.resolve(folder, "HEAD")
    if identity is None:
        return ()
    form = ["--first-parent", f"--max-count={MAX_COMMITS}", "--format=%H %s", "-z"]
    with borrowed(folder) as run:
        try:
            answer = run(["log", "--no-show-signature", "--encoding=UTF-8", *form, identity], b"")
        except git.GitFailed:
            return ()
    rows = answer.decode("utf-8", "replace").split("\0")
    return tuple((row[:40], row[41:]) for row in rows if row)


def is_shallow(folder: Path) -> bool:
    """Whether the git folder says of itself that it holds only the end of its history."""
    return os.path.lexists(folder / "shallow")


def message_at(repository: Path, ref: str) -> str:
    """Reads what was written on the annotated tag `ref`, cut at `MAX_MESSAGE`; nothing for any other ref.

    Raises StateError for a ref that is unknown.
    """
    folder = refs.folder_of(repository)
    identity = refs.resolve(folder, ref)
    if identity is None:
        raise _unknown(ref)
    with borrowed(folder) as run:
        [found] = objects.read(run, [identity])
    written = objects.message(found.data) if found.kind == "tag" else b""
    return written.decode("utf-8", "surrogateescape").strip()[:MAX_MESSAGE]


@contextlib.contextmanager
def borrowed(folder: Path) -> Iterator[Runner]:
    """Gives git over the objects of `folder`, none of whose configuration, refs, grafts or hooks it reads.

    Raises StateError for an object that is too large.
    """
    _refuse_detours(folder / "objects")
    with tempfile.TemporaryDirectory(prefix="kata-history-") as own:
        git.run(["init", "--quiet", "--bare", "--template=", own])
        borrowing = {
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _listed(folder.absolute() / "objects"),
            "GIT_ALLOC_LIMIT": str(MAX_OBJECT),
        }

        def run(args: Sequence[str], stdin: bytes) -> bytes:
            try:
                return git.run(
                    [f"--git-dir={own}", *args],
                    stdin=stdin,
                    environment=borrowing,
                    timeout=TIMEOUT_SECONDS,
                    limit=MAX_ANSWER,
                    place=folder.parent if folder.name == ".git" else folder,
                )
            except git.GitFailed as failure:
                if _TOO_LARGE in failure.complaint:
                    raise StateError(
                        f"{folder} holds a commit, a tag or a folder of more than {MAX_OBJECT:,} bytes: too "
                        "large to be graded. Commit the files again, and name that commit."
                    ) from None
                raise

        yield run


def _refuse_detours(store: Path) -> None:
    """Objects must be plain files of the repository itself, not behind a link or in somebody else's."""
    elsewhere = store.is_symlink() or any((store / "info" / name).exists() for name in _BORROWED_BY)
    folders, seen = ([] if elsewhere or not store.is_dir() else [store]), 0
    while folders and not elsewhere:
        folder = folders.pop()
        with os.scandir(folder) as inside:
            for entry in inside:
                seen += 1
                if entry.is_dir(follow_symlinks=False):
                    folders += [Path(entry)] if folder == store else []
                elif not entry.is_file(follow_symlinks=False):
                    elsewhere = True
                if seen > MAX_LOOSE:
                    raise StateError(f"{store} has more than {MAX_LOOSE:,} files. Pack them (git gc).")
    if elsewhere:
        raise StateError(
            f"{store} borrows objects from elsewhere. Clone the repository whole (git clone --no-local), "
            "then grade the clone."
        )


def _listed(path: Path) -> str:
    """A path as an entry of a list that git splits at colons."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _commit(run: Runner, folder: Path, ref: str) -> str:
    base = re.split(r"[~^]", ref, maxsplit=1)[0]
    steps = ref[len(base) :]
    if not _STEPS.fullmatch(steps):
        raise _unknown(ref)
    identity = refs.resolve(folder, base)
    if identity is None and _SHORT.fullmatch(base):
        identity = base  # git completes it from the objects
    if identity is None:
        raise _unknown(ref)
    try:
        return (
            run(["rev-parse", "--verify", "--quiet", f"{identity}^{{commit}}{steps}"], b"").decode().strip()
        )
    except git.GitFailed as failure:
        if objects.tells_of_forgery(failure.complaint):
            raise objects.forged(identity) from None
        raise _unknown(ref, shallow=is_shallow(folder)) from None


def _unknown(ref: str, *, shallow: bool = False) -> StateError:
    said = f"The repository has no commit {printable(ref)!r}."
    if shallow:
        return StateError(f"{said} It is a shallow clone: fetch the rest (git fetch --unshallow --tags).")
    return StateError(f"{said} Name a branch, a tag or a commit of it.")


def _snapshot(run: Runner, identity: str, ref: str, first: Sequence[str]) -> Snapshot:
    [commit] = objects.read(run, [identity])
    if commit.kind != "commit":
        raise _unknown(ref)
    found = entries(run, objects.header(commit.data, "tree"))
    intake = Intake()
    admitted = _admitted(intake, found, first)
    contents = files(run, admitted)
    for entry in admitted:
        intake.take(entry.path, contents[entry.path], entry.executable)
    return intake.snapshot()


def _admitted(intake: Intake, found: Sequence[TreeEntry], first: Sequence[str]) -> list[TreeEntry]:
    """The entries to read, by the rules that hold for a folder on disk."""
    environments = {
        entry.path.removesuffix(f"/{mark}"): mark
        for mark in reversed(ENVIRONMENT_MARKS)
        for entry in found
        if entry.plain and entry.path.endswith(f"/{mark}")
    }
    entered: dict[str, bool] = {"": True}

    def enters(folder: str) -> bool:
        if folder not in entered:
            entered[folder] = enters(folder.rpartition("/")[0]) and intake.enters(folder)
            if entered[folder] and folder in environments:
                intake.odd_environment(folder, environments[folder])
                entered[folder] = False
        return entered[folder]

    admitted: list[TreeEntry] = []
    for entry in sorted(found, key=lambda entry: order(entry.path, first)):
        if not enters(entry.path.rpartition("/")[0]) or is_bookkeeping(entry.path):
            continue
        if entry.mode == "160000":
            intake.odd(entry.path, "is a submodule; its files are not in this repository. Put them in.")
        elif not entry.plain:
            intake.odd(entry.path, "is a link; not followed. Put the file itself there.")
        elif intake.admits(entry.path, entry.size):
            admitted.append(entry)
    return admitted
