"""Source code as highlighted HTML, a piece per line, safe whatever the source says."""

from __future__ import annotations

from markupsafe import Markup, escape

from .escape import code_line

MAX_CHARACTERS = 50_000  # of one file; a lexer's time is not ours to give away
PYTHON = (".py", ".pyi")


def highlighted(lines: list[str], path: str) -> list[Markup]:
    """Each line as HTML; plain text when the file is no Python, or is too long to highlight."""
    clean = [code_line(line) for line in lines]
    if not path.endswith(PYTHON) or sum(map(len, clean)) > MAX_CHARACTERS:
        return [escape(line) for line in clean]
    return _python(clean)


def _python(lines: list[str]) -> list[Markup]:
    # pygments ships no types; its stubs are one more package for three names
    from pygments import lex  # type: ignore[import-untyped]
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
    from pygments.token import STANDARD_TYPES  # type: ignore[import-untyped]

    pieces: list[list[Markup]] = [[]]
    for kind, text in lex("\n".join(lines), PythonLexer(stripnl=False, ensurenl=False)):
        css = STANDARD_TYPES.get(kind, "")
        for number, part in enumerate(text.split("\n")):
            if number:
                pieces.append([])
            if part:
                pieces[-1].append(
                    Markup('<span class="{}">{}</span>').format(css, part) if css else escape(part)
                )
    done = [Markup("").join(line) for line in pieces]
    return (done + [Markup("")] * len(lines))[: len(lines)]
