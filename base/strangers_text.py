"""Makes a stranger's text safe to show: what cannot be seen becomes visible, what is long is cut."""

from __future__ import annotations

import unicodedata

MAX_LINE_CHARACTERS = 160
"""Characters of one shown line; what follows is cut visibly."""


def visible(text: str) -> str:
    """One line with control, format and surrogate characters escaped, cut at a readable length."""
    shown = printable(text[:MAX_LINE_CHARACTERS])
    return shown + " …" if len(text) > MAX_LINE_CHARACTERS else shown


def printable(text: str) -> str:
    """A text with control, format and surrogate characters escaped, at its full length."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def written_out(character: str) -> str:
    """The one notation for a character that is not shown: `\\x1b`, `\\u202e`; a byte that is no UTF-8 is `\\xff`."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # by surrogateescape
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _shown(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return written_out(character)
    return character
