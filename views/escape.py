"""Makes a stranger's text safe to show: what cannot be seen becomes visible, what is long is cut.

Every text of a report may come from the trainee's code. It must not move a cursor, hide a line,
turn the reading direction, or fill a screen.
"""

from __future__ import annotations

import re
import unicodedata

from ..base.strangers_text import written_out

MAX_TEXT = 2_000  # characters of one expected, seen or summary; more is no help to a reader
MAX_LINE = 400  # characters of one line of code; wider lines are data, not code
JOINERS = "\u200c\u200d"  # join emoji and letters of some scripts; harmless alone
FORMULA_SIGNS = "=+-@|\N{MINUS SIGN}"  # and what is one in another width, as keyboards of East Asia write it
SEPARATORS = ";\t\n"  # beside the comma, in other countries and programs
BLANKS = " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\u200c\u200d"
NOT_IN_XML = ("\ufffe", "\uffff")


def visible(text: str, limit: int = MAX_TEXT) -> str:
    """`text` on any number of lines, unprintable characters written out, cut at `limit` with a note."""
    cut = text[:limit].replace("\r\n", "\n")
    shown = "".join(map(_shown, cut))
    left = len(text) - limit
    return f"{shown} … ({left} more characters)" if left > 0 else shown


def one_line(text: str, limit: int = MAX_TEXT) -> str:
    """The same on one line: line breaks become a sign, tabs a space."""
    return visible(text, limit).replace("\n", " ⏎ ").replace("\t", " ")


def code_line(text: str) -> str:
    """A line of code: tabs become four spaces, unprintable characters are written out."""
    return visible(text.rstrip("\r\n"), MAX_LINE).replace("\t", "    ")


def short(text: str, most: int) -> str:
    """Printable text of at most `most` characters, the last of them an ellipsis when it was longer."""
    return text if len(text) <= most else text[: most - 1] + "…"


def without_surrogates(text: str) -> str:
    """`text` with lone surrogates written out, so that UTF-8 can hold it; all else as it is."""
    return "".join(
        written_out(character) if "\ud800" <= character <= "\udfff" else character for character in text
    )


def ascii_only(text: str) -> str:
    """`text` for a terminal that knows ASCII alone."""
    return text.encode("ascii", "backslashreplace").decode("ascii")


def markdown(text: str, limit: int = MAX_TEXT) -> str:
    """One line of Markdown that shows the text and means nothing: no HTML, link, mention, cell."""
    line = one_line(text, limit)
    escaped = "".join(
        "\\" + character if character in "\\`*_{}[]()#+-.!|~>" else character for character in line
    )
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;").replace("://", "&#58;//")


def fenced(text: str, language: str = "", limit: int = MAX_TEXT) -> str:
    """A Markdown code block that its content cannot close."""
    body = visible(text, limit)
    fence = "```"
    while fence in body:
        fence += "`"
    return f"{fence}{language}\n{body}\n{fence}"


def csv_cell(text: str, limit: int = MAX_TEXT) -> str:
    """A cell that a spreadsheet shows and never runs, whatever it takes for the sign between cells.

    A formula's first sign gets an apostrophe before it; such a cell begins with one, too.
    """
    parts = re.split(f"([{SEPARATORS}])", visible(text, limit))
    safe = "".join("'" + part if _is_formula(part) else part for part in parts)
    return "'" + safe if len(parts) > 1 and any(map(_is_formula, parts)) and safe[0] != "'" else safe


def _is_formula(part: str) -> bool:
    first = unicodedata.normalize("NFKC", part.lstrip(BLANKS)[:1])
    return first != "" and first in FORMULA_SIGNS


def github_message(text: str, limit: int = MAX_TEXT) -> str:
    """The message of a GitHub workflow command."""
    return visible(text, limit).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str, limit: int = 200) -> str:
    """A property (file, title) of a GitHub workflow command."""
    return github_message(text, limit).replace(":", "%3A").replace(",", "%2C")


def _shown(character: str) -> str:
    if character in "\n\t" or character in JOINERS:
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or character in NOT_IN_XML:
        return written_out(character)
    return character
