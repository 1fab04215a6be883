"""Words inside identifiers and texts: `SendByAcme`, `ACME_URL` and "the acme way" all say `acme`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from .program import docstrings

WHOLE_WORD_LENGTH = 5
"""Characters below which a word must stand alone: a short one hides in other words by chance."""

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+|\d+")


def parts(text: str) -> list[str]:
    """`accessToken`, `ACCESS_TOKEN` and "access token" are `["access", "token"]`."""
    return [part.lower() for part in _PARTS.findall(text)]


def first_word_in(text: str, words: Sequence[str]) -> str:
    """Finds the first of `words` in an identifier or a text; gives an empty text when there is none."""
    own = parts(text)
    lowered = text.lower()
    for word in words:
        if word.lower() in own or (len(word) >= WHOLE_WORD_LENGTH and word.lower() in lowered):
            return word
    return ""


def names_and_texts(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Gives every identifier and text of a piece of code, with its node; docstrings are left out."""
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and id(node) not in skipped:
                yield node, node.value
            elif isinstance(node.value, bytes) and id(node) not in skipped:
                yield node, node.value.decode("latin-1")
        else:
            for name in _names(node):
                yield node, name


def _names(node: ast.AST) -> Iterator[str]:
    for attribute in ("id", "attr", "arg", "asname", "rest", "name", "module"):
        value = getattr(node, attribute, None)
        if isinstance(value, str):
            yield value
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from node.names
    if isinstance(node, ast.MatchClass):
        yield from node.kwd_attrs
