"""A pack from elsewhere is somebody's program: its hidden tests, simulators and rules run with the user's own rights.

So it is said once, and asked, before anything of it runs. What was trusted is kept by the place of the pack and by
its content: another place with the same files is trusted too, and an author is not asked again at each change.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ...base.decoding import from_json
from ...base.errors import UsageError
from ...base.folders import state_folder
from ...base.whole_files import write_whole

if TYPE_CHECKING:
    from ...content.pack import Pack
    from .screen import Screen

FILE = "trusted-packs.json"
VARIABLE = "KATA_TRUSTED_PACKS"
"""Names folders, as PATH does, in which every pack is trusted: for machines of a class, and for tests."""
RUNS = ("katas", "stages", "reference")
"""The folders of a pack that hold code."""
SENTENCE = (
    "{root} is a pack from elsewhere. Its hidden tests, simulators and rules are programs of its author, and run with "
    "your rights, in no sandbox. Read them, or trust their author."
)


class Trusted(msgspec.Struct):
    """The packs that this user trusts: their folders, and the digests of their content."""

    places: list[str] = []
    digests: list[str] = []


def trusted(screen: Screen, pack: Pack, *, yes: bool) -> Pack:
    """The pack, once it was said that it is a program, and trusted; raises UsageError where nobody says yes."""
    from ...content.pack import built_in

    if pack.root.resolve() == built_in().root.resolve() or _in_a_trusted_folder(pack.root):
        return pack
    known = _known()
    place, digest = str(pack.root.resolve()), _digest(pack.root)
    if place not in known.places and digest not in known.digests:
        told = SENTENCE.format(root=pack.root)
        if not yes:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise UsageError(f"{told} Then run the command again with --yes. Nothing of it has run.")
            screen.say(told)
            screen.say("Do you trust it? [y/N] ")
            if input().strip().lower() not in ("y", "yes"):
                raise UsageError("Nothing of it has run. Run the command again when you have read it.")
    trust(pack.root)
    return pack


def trust(root: Path) -> None:
    """Notes that this user trusts the pack in that folder: they made it, or they said so."""
    known = _known()
    place, digest = str(root.resolve()), _digest(root)
    if place in known.places and digest in known.digests:
        return
    places, digests = dict.fromkeys([*known.places, place]), dict.fromkeys([*known.digests, digest])
    write_whole(state_folder() / FILE, msgspec.json.encode(Trusted([*places], [*digests])))


def _in_a_trusted_folder(root: Path) -> bool:
    folders = [Path(name).resolve() for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name]
    return any(root.resolve().is_relative_to(folder) for folder in folders)


def _known() -> Trusted:
    try:
        return from_json((state_folder() / FILE).read_bytes(), Trusted)
    except (OSError, ValueError):
        return Trusted()


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for folder in RUNS:
        yield from sorted(
            path for path in (root / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        )
