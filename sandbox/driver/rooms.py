"""A room for each child: a copy of the tree that it may write in, and scratch folders that are empty.

Several children may live at once; one of them is asked at a time. What lies in the scratch folders is that
one's: what the others left there is put aside until they are asked again. All that a child wrote ends with it.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Container, Mapping, Sequence

ASIDE = ".aside"
"""Folder in each scratch folder, for what belongs to children that are not asked."""
BLOCK = 1 << 20


class Room:
    """Where one child works: `source` is the tree that was handed in, `tree` its own copy."""

    def __init__(self, number: int, source: str, scratch: Mapping[str, frozenset[str]]) -> None:
        self._name, self._scratch = str(number), scratch
        first = next(iter(scratch))
        self._owner = os.path.join(first, ASIDE, "owner")
        self.source = source
        self.tree = os.path.join(first, ASIDE, self._name, "tree")

    def furnish(self) -> None:
        """Copies the tree; where there is no place for it, the child works in what was handed in."""
        try:
            for folder in self._scratch:
                os.makedirs(os.path.join(folder, ASIDE, self._name, "left"))
            _copy(self.source, self.tree)
        except OSError:
            self.tree = self.source

    def enter(self) -> None:
        """Before each question: the scratch folders show what this child left in them, and nothing else."""
        owner = self._in_the_open()
        if owner == self._name:
            return
        for folder, fixed in self._scratch.items():
            if owner:
                _move(folder, os.path.join(folder, ASIDE, owner, "left"), but=fixed | {ASIDE})
            _move(os.path.join(folder, ASIDE, self._name, "left"), folder)
        if owner:
            os.unlink(self._owner)
        os.symlink(self._name, self._owner)

    def leave(self) -> None:
        """Removes all that the child left, wherever it lies."""
        if self._in_the_open() == self._name:
            for folder, fixed in self._scratch.items():
                empty(folder, but=fixed | {ASIDE})
            os.unlink(self._owner)
        for folder in self._scratch:
            aside = os.path.join(folder, ASIDE, self._name)
            if os.path.isdir(aside):
                empty(aside)
                os.rmdir(aside)

    def _in_the_open(self) -> str:
        """The number of the child whose things lie in the scratch folders themselves; "" for none."""
        try:
            return os.readlink(self._owner)
        except FileNotFoundError:
            return ""


class Rooms:
    """The rooms of the children that live, in these scratch folders."""

    def __init__(self, source: str, scratch: Sequence[str]) -> None:
        self._source = source
        # What is there before any child is no child's: a part of the interpreter may be mounted there.
        self._scratch = {folder: frozenset(os.listdir(folder)) for folder in scratch}
        self._rooms: dict[int, Room] = {}

    def make(self, number: int) -> Room:
        """A room for a new child; where no other lives, nothing at all is left of earlier ones."""
        if not self._rooms:
            for folder, fixed in self._scratch.items():
                empty(folder, but=fixed)
        room = self._rooms[number] = Room(number, self._source, self._scratch)
        room.furnish()
        return room

    def clear(self, number: int) -> None:
        """The child has ended, and so has all that it started; what the last one left is cleared with the next."""
        room = self._rooms.pop(number, None)
        if room is not None and self._rooms:
            room.leave()


def empty(folder: str, but: Container[str] = ()) -> None:
    """Removes what is in a folder, whatever its rights and however deep it lies: what is inside is brought up."""
    names = (os.path.join(folder, f"up-{number}") for number in itertools.count())
    while found := [entry for entry in os.scandir(folder) if entry.name not in but]:
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            os.chmod(entry.path, 0o700)
            for inner in list(os.scandir(entry.path)):
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner.path, 0o700)  # only who may write in a folder can move it
                    os.rename(inner.path, next(name for name in names if not os.path.lexists(name)))
                else:
                    os.unlink(inner.path)
            os.rmdir(entry.path)


def _move(source: str, target: str, but: Container[str] = ()) -> None:
    for name in os.listdir(source):
        if name not in but:
            os.rename(os.path.join(source, name), os.path.join(target, name))


def _copy(source: str, target: str) -> None:
    os.mkdir(target)
    for entry in list(os.scandir(source)):
        copy = os.path.join(target, entry.name)
        if entry.is_dir():
            _copy(entry.path, copy)
            continue
        with open(entry.path, "rb") as read, open(copy, "wb") as written:
            while block := read.read(BLOCK):
                written.write(block)
