"""Names of files and folders: which are git's own in disguise, and how to show any of them."""

from __future__ import annotations

import re
import unicodedata

from ..base.strangers_text import written_out

MAX_SHOWN = 200
"""Characters of a path that a person is shown; the rest is cut, visibly."""

_IGNORED_BY_HFS = dict.fromkeys(
    [*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF]
)
_SHORT_NAME = re.compile(r"git~[0-9]+")


def looks_dotgit(name: str) -> bool:
    """Whether some file system or some git would take `name` for `.git`.

    The disguises: case, characters that HFS+ ignores, trailing dots and spaces, an NTFS stream
    (`.git:x`), the short name `git~1`, and any of them behind a backslash.
    """
    for part in name.translate(_IGNORED_BY_HFS).split("\\"):
        plain = part.split(":", 1)[0].rstrip(" .").casefold()
        if plain == ".git" or _SHORT_NAME.fullmatch(plain):
            return True
    return False


def folded(path: str) -> str:
    """`path` as a file system sees it that knows neither case nor ways to compose a letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def printable(path: str) -> str:
    """`path` with everything that is no plain character escaped, and cut when it is long."""
    shown = "".join(each if each.isprintable() else written_out(each) for each in path)
    return shown if len(shown) <= MAX_SHOWN else shown[:MAX_SHOWN] + "…"
