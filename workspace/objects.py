"""Git objects read through a runner, each believed only when its content hashes to its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from ..base.errors import StateError
from .tree import object_id

Runner = Callable[[Sequence[str], bytes], bytes]
"""Runs `git ARGS` in one repository, with that stdin, and returns its stdout."""


class Object(msgspec.Struct, frozen=True):
    """A git object as it was asked for: `kind` is blob, tree, commit or tag."""

    id: str
    kind: str
    data: bytes


def read(run: Runner, ids: Iterable[str]) -> list[Object]:
    """The objects of these full ids, in order; a missing or forged one is a StateError."""
    wanted = list(ids)
    answer = run(["cat-file", "--batch", "--buffer"], "".join(f"{one}\n" for one in wanted).encode())
    found: list[Object] = []
    at = 0
    for one in wanted:
        end = answer.find(b"\n", at)
        about = answer[at:end].decode("ascii", "replace").split(" ")
        if end < 0 or len(about) != 3 or not about[2].isdecimal():
            raise lacking(one)
        size = int(about[2])
        data = answer[end + 1 : end + 1 + size]
        if about[0] != one or len(data) != size or object_id(about[1], data) != one:
            raise forged(one)
        found.append(Object(one, about[1], data))
        at = end + 1 + size + 1
    return found


def forged(identity: str) -> StateError:
    """The content of an object does not fit its name."""
    return StateError(
        f"The repository's object {identity} is forged or damaged: its content does not fit its name. "
        "It cannot be graded from this repository; ask for a fresh clone."
    )


_FORGED = ("mismatch", "corrupt", "unable to unpack", "bad object", "inflate", "too-short", "malformed")


def tells_of_forgery(complaint: str) -> bool:
    """Whether git found an object that is not what its name says, rather than none."""
    return any(sign in complaint for sign in _FORGED)


def lacking(identity: str) -> StateError:
    """An object is not in the repository."""
    return StateError(
        f"The repository lacks the object {identity}: it is a shallow or partial clone, or damaged. "
        "Fetch or clone it whole (git clone, without --depth and --filter), then run this again."
    )


def header(data: bytes, field: str) -> str:
    """The first value of a commit's or tag's header `field`, or nothing."""
    for line in data.split(b"\n\n", 1)[0].split(b"\n"):
        name, _, value = line.partition(b" ")
        if name == field.encode():
            return value.decode("ascii", "replace")
    return ""


def message(data: bytes) -> bytes:
    """What stands below a commit's or tag's headers."""
    return data.partition(b"\n\n")[2]
