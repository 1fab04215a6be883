"""The names in a repository, read without git: HEAD, branches, tags, and what is under way."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from ..base.errors import StateError

MAX_REFS = 20_000
"""Names of one repository: far more than people make."""

MAX_BYTES = 4 * 1024 * 1024
"""Of one file of names: `packed-refs` with `MAX_REFS` lines is smaller."""

MAX_LINKS = 5
"""Symbolic names that lead to each other; git's own limit."""

_ID = re.compile(r"[0-9a-f]{40}")
_KINDS = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/")  # git's own order


def folder_of(repository: Path) -> Path:
    """Finds the git folder of `repository`: its own `.git`, or itself when it is bare; never elsewhere.

    Raises StateError when it has none of its own.
    """
    own = repository / ".git"
    if own.is_symlink() or (own.exists() and not own.is_dir()):
        raise StateError(
            f"{own} points to a repository elsewhere. Give that one, or clone it into a folder of its own."
        )
    if own.is_dir():
        return own
    if (repository / "objects").is_dir() and (repository / "HEAD").is_file():
        return repository
    above = next((folder for folder in repository.absolute().parents if (folder / ".git").exists()), None)
    if above is not None:
        raise StateError(
            f"{repository} is a folder inside the repository {above}, not one of its own. Make it one "
            f"(git -C {above} subtree split -P {repository.absolute().relative_to(above)} -b alone; "
            "git clone -b alone), and give the clone."
        )
    raise StateError(f"{repository} is not a git repository. Give a folder that holds `.git`.")


def insist_on_form(folder: Path) -> None:
    """Raises StateError for a repository whose objects or names are kept in a form that is not read here."""
    config = (read(folder / "config") or b"").lower()
    for setting, (what, remedy) in _FORMS.items():
        if re.search(rb"(?m)^\s*" + setting + rb"\s*$", config):
            raise StateError(f"{folder} {what}, which kata does not read. {remedy}")


_FORMS = {
    rb"objectformat\s*=\s*\"?sha256\"?": (
        "names its objects by SHA-256",
        "Pack the files of a commit (git archive --format=zip -o files.zip REF), and grade files.zip.",
    ),
    rb"refstorage\s*=\s*\"?reftable\"?": (
        "keeps its names in a reftable",
        "Write them as files (git refs migrate --ref-format=files), then run this again.",
    ),
}


def head(folder: Path) -> str:
    """Reads what HEAD says: `refs/heads/NAME` on a branch, an id when it is detached.

    Raises StateError when it cannot be read.
    """
    content = read(folder / "HEAD")
    if content is None:
        raise StateError(f"{folder} has no HEAD that can be read. Restore the repository, or clone it again.")
    return content.decode("utf-8", "surrogateescape").strip().removeprefix("ref:").strip()


def names(folder: Path) -> dict[str, str]:
    """Reads every full name below `refs/` with its id or, in front of it, `ref: ` and another name.

    Raises StateError for names that cannot be read, or too many.
    """
    found: dict[str, str] = {}
    for line in (read(folder / "packed-refs") or b"").decode("utf-8", "surrogateescape").splitlines():
        identity, _, name = line.partition(" ")
        if _ID.fullmatch(identity) and name.startswith("refs/"):
            found[name] = identity
    if (folder / "refs").is_symlink():
        raise StateError(f"{folder / 'refs'} is a link. Clone the repository whole, then grade the clone.")
    pending = [folder / "refs"]
    while pending:
        try:
            inside = sorted(pending.pop().iterdir())
        except OSError as error:
            raise StateError(
                f"{folder} cannot be read as a repository ({error.strerror}). Clone it again."
            ) from None
        for path in inside:
            if len(found) + len(pending) > MAX_REFS:
                raise StateError(
                    f"{folder} has more than {MAX_REFS:,} names. Clone the branch that counts alone."
                )
            if path.is_symlink():
                continue
            if path.is_dir():
                pending.append(path)
            elif (content := read(path)) is not None:
                found[path.relative_to(folder).as_posix()] = content.decode(
                    "utf-8", "surrogateescape"
                ).strip()
    return found


def resolve(folder: Path, name: str) -> str | None:
    """The id that `name` (HEAD, branch, tag, full name or full id) stands for."""
    if _ID.fullmatch(name):
        return name
    known = names(folder)
    known["HEAD"] = (read(folder / "HEAD") or b"").decode("utf-8", "surrogateescape").strip()
    for kind in _KINDS:
        target = known.get(kind + name, "")
        for _ in range(MAX_LINKS):
            if not target.startswith("ref:"):
                break
            target = known.get(target.removeprefix("ref:").strip(), "")
        if _ID.fullmatch(target):
            return target
    return None


def read(path: Path) -> bytes | None:
    """The content of a small plain file; None for what is missing, a link, a pipe or too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
            return None
        return file.read(MAX_BYTES)
