"""Where sittings are kept: in the user's state folder, outside of the workspace, found again from it.

A workspace carries its sitting's id in `.git/kata-sitting`. The sitting knows its workspace's path
too, so that a deleted `.git` loses nothing, and a moved workspace is found by its id.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from pathlib import Path

import msgspec

from ..base.decoding import from_json
from ..base.errors import StateError
from ..base.folders import state_folder
from ..base.whole_files import write_whole
from ..workspace import refs

ID_FILE = Path(".git") / "kata-sitting"
ID_PATTERN = re.compile(r"[0-9a-f]{16}")

FORMAT_VERSION = 1


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a sitting is about. `pack` is the folder of a kata pack, empty for the built-in one.

    `room` is the address of the room that it is in, empty for one who is alone; a room brings the kata itself.
    """

    id: str
    kata: str
    workspace: str
    pack: str = ""
    room: str = ""
    format_version: int = FORMAT_VERSION


class Home:
    """The folder that holds one folder for each sitting."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder() / "sittings"

    def create(self, kata: str, workspace: Path, pack: str = "", room: str = "") -> Path:
        """Makes the folder of a new sitting and returns it."""
        identity = Identity(
            id=secrets.token_hex(8), kata=kata, workspace=str(workspace), pack=pack, room=room
        )
        folder = self.folder / identity.id
        folder.mkdir(parents=True, mode=0o700)
        _write(folder, identity)
        return folder

    def find(self, inside: Path) -> Path:
        """Finds the folder of the sitting whose workspace `inside` lies in.

        Raises StateError outside of every workspace.
        """
        inside = inside.resolve()
        for workspace in (inside, *inside.parents):
            folder = self._by_id(workspace) or self.at(workspace)
            if folder is not None:
                return folder
        raise StateError(
            f"{inside} is not in a kata's workspace. Go into the folder that `kata start` made, or make one: "
            "`kata start NAME`."
        )

    def at(self, workspace: Path) -> Path | None:
        """The folder of the sitting in exactly this folder: of several, the one that it names, else the last."""
        found = []
        for file in sorted(self.folder.glob("*/sitting.json")):
            with contextlib.suppress(StateError):  # another sitting's damage is not this one's trouble
                if read(file.parent).workspace == str(workspace):
                    found.append(file.parent)
        named = _named_in(workspace)
        if named:
            return next((folder for folder in found if folder.name == named), None)
        return max(found, key=lambda folder: folder.stat().st_mtime, default=None)

    def _by_id(self, workspace: Path) -> Path | None:
        name = _named_in(workspace)
        if not name:
            return None
        folder = self.folder / name
        if not (folder / "sitting.json").is_file():
            raise StateError(
                f"The sitting of {workspace} is not on this machine, or belongs to another user. "
                "To judge its files as they are, use `kata grade`."
            )
        identity = read(folder)
        if identity.workspace != str(workspace):
            _follow(folder, identity, workspace)
        return folder


def _named_in(workspace: Path) -> str:
    """The id that the workspace carries; empty when it carries none."""
    name = (refs.read(workspace / ID_FILE) or b"").decode("ascii", "replace").strip()
    return name if ID_PATTERN.fullmatch(name) else ""


def read(folder: Path) -> Identity:
    """Reads what the sitting kept in `folder` is about. Raises StateError when that cannot be read."""
    try:
        return from_json((folder / "sitting.json").read_bytes(), Identity)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise StateError(
            f"{folder / 'sitting.json'} cannot be read ({error}). "
            f"Put it back from a copy, or delete {folder}."
        ) from error


def move(folder: Path, workspace: Path) -> None:
    """Takes note that the workspace of the sitting in `folder` is at another place now."""
    _write(folder, msgspec.structs.replace(read(folder), workspace=str(workspace)))


def _follow(folder: Path, identity: Identity, workspace: Path) -> None:
    """Takes note that the workspace was moved; a copy beside the original is refused."""
    original = Path(identity.workspace)
    if (original / ID_FILE).exists():
        raise StateError(
            f"{workspace} is a copy of {original}, and your kata goes on there. Work in {original}; "
            "or delete it, and your kata goes on here."
        )
    _write(folder, msgspec.structs.replace(identity, workspace=str(workspace)))


def _write(folder: Path, identity: Identity) -> None:
    write_whole(folder / "sitting.json", msgspec.json.format(msgspec.json.encode(identity)))
