"""What of a folder is taken into a snapshot, and what is only told: one rule for disk and for history."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .names import folded, looks_dotgit, printable
from .snapshot import Oddity, Snapshot
from .tree import encoded, snapshot

MAX_FILE_BYTES = 2 * 1024 * 1024
"""Of one file: a hundred times the largest source that a kata could need."""

MAX_TOTAL_BYTES = 64 * 1024 * 1024
"""Of all files: they are held in memory."""

MAX_FILES = 5000
"""Files of one snapshot."""

MAX_ENTRIES = 20_000
"""Names looked at, in one folder and in all: reading a million names takes seconds."""

MAX_DEPTH = 20
"""Folders inside each other: each holds a file descriptor while it is read."""

MAX_PATH_BYTES = 1000
"""Of a path inside the folder: with a temporary folder in front it must fit macOS's 1024."""

MAX_ODDITIES = 100
"""Oddities that are listed; the rest is counted."""

PASSED_OVER = frozenset(
    {"__pycache__", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".nox"}
    | {".idea", ".vscode", ".vs", ".fleet", ".zed", ".history", ".ropeproject", ".ipynb_checkpoints"}
    | {"__pypackages__", "site-packages", "node_modules", ".conda", ".pixi", ".direnv", ".eggs", "__MACOSX"}
    | {".Spotlight-V100", ".Trashes", ".fseventsd", ".AppleDouble", ".svn", ".hg", ".jj"}
)
"""Folders that tools make: never part of a submission, and too common to be told of."""

BOOKKEEPING = re.compile(
    r"(?:\.DS_Store|Thumbs\.db|ehthumbs\.db|[Dd]esktop\.ini|\.directory|4913|\.netrwhist"
    r"|\..*\.sw[a-z]|.*~|#.*#|\.#.*|\._.*|.*\.orig|.*\.rej|\.nfs[0-9a-f]+|\.fuse_hidden.*|\.goutputstream-.*)",
    re.DOTALL,
)
"""Names of files that editors and systems leave behind: the same."""

COMPILED = (".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib")
"""Endings of code without its source: it does not count, and does not exist when the code runs."""


ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta/history")
"""The plain files that make a folder an environment of Python's, whatever its name."""


def is_bookkeeping(path: str) -> bool:
    """Whether a file, or a link, is one that an editor or a system left behind, by its name."""
    return BOOKKEEPING.fullmatch(path.rpartition("/")[2]) is not None


def order(path: str, first: Sequence[str]) -> tuple[bool, bool, str]:
    """What comes first where there is too much: what lies at or below one of the paths `first`, which end in `/`;
    last, folders with a dot in front."""
    return not f"{path}/".startswith(tuple(first)), path.startswith(".") and "/" in path, path


class Intake:
    """Files taken so far, within the caps, and the oddities met on the way."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._executable: set[str] = set()
        self._oddities: list[Oddity] = []
        self._left_out = 0
        self._admitted = 0
        self._bytes = 0
        self._folded: dict[str, str] = {}

    def enters(self, path: str) -> bool:
        """Whether the folder at `path` is to be read."""
        name = path.rpartition("/")[2]
        if name in PASSED_OVER:
            return False
        if path.count("/") + 1 > MAX_DEPTH:
            self.odd(path, f"lies more than {MAX_DEPTH} folders deep; not read. Use fewer folders.")
            return False
        return self._well_named(path)

    def odd_environment(self, path: str, mark: str) -> None:
        """Tell of a folder that holds an environment, as the file `mark` in it says, and is not read."""
        self.odd(path, f"is a virtual environment (it holds {mark}); not read.")

    def admits(self, path: str, size: int) -> bool:
        """Whether a plain file of `size` bytes at `path` is to be read."""
        if not self._well_named(path):
            return False
        if path.casefold().endswith(COMPILED):
            self.odd(path, "is compiled code; only its source counts. Delete it.")
        elif size > MAX_FILE_BYTES:
            self.odd(path, f"has {size:,} bytes, more than {MAX_FILE_BYTES:,}; not read. Move it elsewhere.")
        elif self._admitted >= MAX_FILES:
            self.odd(path, f"comes after {MAX_FILES:,} other files; not read. Move some elsewhere.")
        elif self._bytes + size > MAX_TOTAL_BYTES:
            self.odd(path, f"does not fit into {MAX_TOTAL_BYTES:,} bytes for all files; not read.")
        else:
            self._admitted += 1
            self._bytes += size
            return True
        return False

    def take(self, path: str, data: bytes, executable: bool) -> None:
        """Take in a file that `admits` let pass."""
        self._files[path] = data
        if executable:
            self._executable.add(path)
        twin = self._folded.setdefault(folded(path), path)
        if twin != path:
            self.odd(
                path,
                f"differs from {printable(twin)} only in case or accents; many machines keep one. Rename it.",
            )

    def odd(self, path: str, reason: str) -> None:
        """Tell of something that was not taken in as a plain file."""
        if len(self._oddities) < MAX_ODDITIES:
            self._oddities.append(Oddity(printable(path), reason))
        else:
            self._left_out += 1

    def snapshot(self) -> Snapshot:
        """All that was taken in."""
        oddities = tuple(self._oddities)
        if self._left_out:
            oddities += (Oddity("…", f"{self._left_out} more that were left out."),)
        return snapshot(self._files, self._executable, oddities)

    def _well_named(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        if name in ("", ".", ".."):  # no file system has these, but a forged tree may
            self.odd(path, "has no name of its own; not read. Rename or delete it.")
            return False
        if looks_dotgit(name):
            self.odd(path, "has a name that git takes for its own folder; not read. Rename or delete it.")
            return False
        if len(encoded(path)) > MAX_PATH_BYTES:
            self.odd(path, f"has a path of more than {MAX_PATH_BYTES} bytes; not read. Shorten its name.")
            return False
        return True
