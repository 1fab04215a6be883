"""Clients know the module alone: no other import, forbidden word, credential, status code, address or setting.

A text for people may say anything but a forbidden word: a number in it, or an address in the middle of
it, is not knowledge of the wire. A number is a status code only where it is compared
with something called a status, or with a caught error; a caught error's text may be shown, not read.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis import caught_errors
from ...analysis.network_objects import NETWORK
from ...analysis.program import Module, dotted
from ...analysis.source_files import imports
from ...analysis.words import first_word_in, names_and_texts, parts
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed
from .settings_only_in_root import SETTINGS, reads

FORBIDDEN_STANDARD = NETWORK | {
    "configparser",
    "ctypes",
    "imaplib",
    "importlib",
    "multiprocessing",
    "poplib",
    "runpy",
    "select",
    "selectors",
    "subprocess",
    "xmlrpc",
}
"""Standard modules that reach the network or the environment, or load what is not named in an import."""

CREDENTIALS = (
    *("password", "passwd", "credential", "credentials"),
    *("access token", "accesstoken", "api key", "apikey", "auth token"),
)
"""Parts of names that are credentials. A plain `code` or `token` may be the client's own."""

NAMED_SECRETS = frozenset({"token", "secret", "username"})
"""Parts of names that are credentials once a text of the client's is put into them."""

_ADDRESS = re.compile(r"\s*(?:https?|wss?)://", re.IGNORECASE)
_HOST = re.compile(r"\s*(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:/|\s*$)", re.IGNORECASE)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    words: Annotated[list[str], Meta(description="names that no client may say")] = []
    also: Annotated[
        list[str], Meta(description="modules that a client may import besides, such as a given helper")
    ] = []
    credentials: Annotated[
        tuple[str, ...],
        Meta(
            description="parts of names that are credentials, with a blank between words, such as `api key`"
        ),
    ] = CREDENTIALS
    settings_module: Annotated[str, Meta(description="the module that no client may read")] = SETTINGS
    expected: Annotated[
        str, Meta(description="the sentence that says what is right, in the kata's words")
    ] = "A client imports from the module and says what it wants; no more."


def judge(case: Case) -> Judgement:
    """Failed when a client imports or says what only the module should know."""
    program = case.new
    layout = case.kata.layout
    options: Options = case.options
    evidence: list[Evidence] = []
    for module in program.code(layout, case.given):
        if module.path.startswith(layout.clients):
            own = {
                *options.also,
                layout.module.strip("/").replace("/", "."),
                layout.clients.strip("/").replace("/", "."),
            }
            found = [
                *_imports(module, own),
                *reads(program, module, options.settings_module),
                *_words(module, options.words, [tuple(each.split()) for each in options.credentials]),
                *_secrets(module),
                *(
                    module.evidence(node, what)
                    for node, what in caught_errors.findings(module.tree, case.kata.outside)
                ),
            ]
            evidence.extend(_once_a_line(found))
    name = layout.module.strip("/")
    if not evidence:
        return passed(f"Clients import from `{name}` alone, and know nothing of {case.kata.outside}s.")
    return failed(
        f"A client knows more than `{name}`: {evidence[0].path} {evidence[0].message}.",
        expected=options.expected,
        seen=f"{evidence[0].path}, line {evidence[0].line}, {evidence[0].message}.",
        evidence=tuple(evidence),
    )


def _imports(module: Module, own: set[str]) -> Iterator[Evidence]:
    for item in imports(module.source):
        full = f"{item.module}.{item.name}" if item.name else item.module
        top = item.module.partition(".")[0]
        if top in own or item.module in own or any(item.module.startswith(f"{each}.") for each in own):
            continue
        if "urllib.parse" in (item.module, full):
            continue
        if top not in sys.stdlib_module_names or top in FORBIDDEN_STANDARD:
            yield module.evidence(item.node, f"imports `{item.module}`")


def _words(
    module: Module, words: Sequence[str], credentials: Sequence[tuple[str, ...]]
) -> Iterator[Evidence]:
    for node, text in names_and_texts(module.tree):
        word = first_word_in(text, words)
        if word:
            yield module.evidence(node, f"says `{word}`")
        elif _is_credential(node, text, credentials):
            yield module.evidence(node, f"knows a credential, `{text}`")
        elif isinstance(node, ast.Constant) and (_ADDRESS.match(text) or _HOST.match(text)):
            yield module.evidence(node, f"knows an address, `{text.strip()}`")


def _is_credential(node: ast.AST, text: str, credentials: Sequence[tuple[str, ...]]) -> bool:
    """An identifier that is a credential's, or a text that is nothing but the name of one."""
    own = parts(text)
    if isinstance(node, ast.Constant) and (" " in text.strip() or len(own) > 3):
        return False
    return any(
        tuple(own[start : start + len(words)]) == words for words in credentials for start in range(len(own))
    )


def _secrets(module: Module) -> Iterator[Evidence]:
    """`token = "abc"` and `send(secret="abc")`; a token that the client is handed may be its own."""
    for node in ast.walk(module.tree):
        name, value = "", None
        if isinstance(node, ast.keyword):
            name, value = node.arg or "", node.value
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name, value = dotted(target), node.value
        if (
            isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and NAMED_SECRETS & set(parts(name))
        ):
            yield module.evidence(node, f"knows a credential, `{name}`")


def _once_a_line(found: Sequence[Evidence]) -> Iterator[Evidence]:
    seen: set[int] = set()
    for each in sorted(found, key=lambda evidence: evidence.line):
        if each.line not in seen:
            seen.add(each.line)
            yield each


RULE = Rule("clients_know_only_module", judge, options=Options)
