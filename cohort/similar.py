"""Code that two submissions have in common: winnowing (Schleimer, Wilkerson, Aiken 2003), as Moss does it.

Names and texts are left out of account, so renaming hides nothing; what the kata gave and what a reference has
counts for nobody. It is told to a mentor, who looks at both; no verdict rests on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from ..analysis.source_files import code_files
from ..content.designs import state
from ..content.kata import Files, Kata
from ..content.pack import Pack

GRAM = 20
"""Tokens of one piece: about four lines. Shorter likeness is an idiom."""

WINDOW = 11
"""Pieces of which one is kept: common code of `GRAM + WINDOW - 1` tokens, six lines, is always found."""

LEAST_COMMON = 10
"""Fingerprints that two must have in common to be told of: some sixty lines."""

LEAST_SHARE = 0.5
"""Of the fingerprints of the one with fewer."""

MOST_HAVING = 20
"""Submissions that may have a fingerprint: what more have is how one does it here."""


def fingerprints(files: Mapping[str, bytes]) -> frozenset[int]:
    """The fingerprints of the Python files: numbers of 63 bits, equal for equal code whatever its names."""
    found: set[int] = set()
    for path, data in files.items():
        if path.endswith(".py"):
            found.update(_winnowed(_grams(_tokens(data))))
    return frozenset(found)


def shared(files: Iterable[Mapping[str, bytes]]) -> frozenset[int]:
    """The fingerprints of any of these: what counts for nobody."""
    return frozenset(number for each in files for number in fingerprints(each))


def own(kata: Kata, stage: int, files: Files) -> frozenset[int]:
    """The fingerprints of what somebody wrote: of the code in these files, without what the kata gave."""
    given, code = kata.given_at(stage), code_files(kata.layout, files)
    return fingerprints({path: data for path, data in files.items() if path in code and path not in given})


def common(kata: Kata, pack: Pack) -> frozenset[int]:
    """The fingerprints of what the kata gives and of every right design: code that two may have in common."""
    last = len(kata.stages)
    designs = (
        state(kata, design, stage.number) for design in pack.designs(kata.name) for stage in kata.stages
    )
    return shared(
        [kata.starter_at(last), *(stage.given for stage in kata.stages), kata.given_at(last), *designs]
    )


def _tokens(data: bytes) -> list[str]:
    """The code's tokens: a letter for a name, a text and a number; no comments and no layout."""
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
    from pygments.token import Comment, Literal, Name, String, Text  # type: ignore[import-untyped]

    lexer = PythonLexer(stripnl=False)
    found: list[str] = []
    for kind, text in lexer.get_tokens(data.decode("utf-8", "replace")):
        if kind in Comment or kind in Text or kind in String.Doc or not text.strip():
            continue
        if kind in String:
            if not found or found[-1] != "S":
                found.append("S")
        elif kind in Literal:
            found.append("N")
        elif kind in Name and kind not in Name.Builtin:
            found.append("C" if kind in Name.Class else "F" if kind in Name.Function else "V")
        else:
            found.append(text)
    return found


def _grams(tokens: list[str]) -> list[int]:
    pieces = ("\0".join(tokens[at : at + GRAM]) for at in range(len(tokens) - GRAM + 1))
    return [int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=8).digest()) >> 1 for piece in pieces]


def _winnowed(grams: list[int]) -> set[int]:
    """The least of each window; a text shorter than a window has one."""
    return {min(grams[at : at + WINDOW]) for at in range(max(1, len(grams) - WINDOW + 1))} if grams else set()
