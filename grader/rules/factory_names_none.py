"""What a prescribed factory makes says none of certain names, and nothing in use chooses between them by name.

Closed code cannot be renamed, so what it calls the things that it is handed does not count. There a text counts that is
such a name, and the use of a class or function that has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from ...analysis.program import Definition, Module, Program, dotted, methods
from ...analysis.reach import mentioned, used
from ...analysis.words import first_word_in, names_and_texts, parts
from ...base.syntax import Named, parts_set
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed

MOST_PARTS = 2
"""Words of a text that may be a name or a key, such as `ACME_URL`; a longer text is a sentence."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    factory: Annotated[str, Meta(description="the factory, as `module:name`")]
    words: Annotated[list[str], Meta(description="the names that it must not say")]
    called: Annotated[
        str, Meta(description="what has these names; if empty, the kata's word for what is outside")
    ] = ""
    expected: Annotated[
        str, Meta(description="the sentence that says what is right, in the kata's words")
    ] = "It is handed what has these names, and works the same for any of them."
    in_use: Annotated[
        bool,
        Meta(
            description="whether what the clients use is looked at too: it may not choose between the names"
        ),
    ] = False


def judge(case: Case) -> Judgement:
    """Failed when the factory (option `factory`), or what it uses of the workspace, says one of `words`."""
    options: Options = case.options
    called = options.called or case.kata.outside
    module_name, _, name = options.factory.partition(":")
    program = case.new
    root = program.by_name.get(module_name)
    start = program.member(root, name) if root is not None else None
    if not isinstance(start, Definition):
        return Judgement("skipped", f"There is no `{name}` in `{module_name}` to look at.")
    evidence = tuple(
        each
        for definition in used(program, start, case.given, methods_alone=True)
        for each in (
            _uses(program, definition, options.words)
            if _is_closed(case, definition)
            else _mentions(definition, options.words)
        )
    )
    if not evidence and options.in_use:
        evidence = tuple(_choosing_by_name(program, root, case, options.words))
        if evidence:
            return failed(
                f"What is in use still chooses a {called} by name: {evidence[0].message}.",
                expected=options.expected,
                seen=f"{evidence[0].path}, line {evidence[0].line}, {evidence[0].message}.",
                evidence=evidence,
            )
    if not evidence:
        return passed(f"What `{name}` makes mentions no {called} by name.")
    return failed(
        f"What `{name}` makes mentions a {called}: {evidence[0].message}.",
        expected=options.expected,
        seen=f"{evidence[0].path}, line {evidence[0].line}, {evidence[0].message}.",
        evidence=evidence,
    )


def _choosing_by_name(
    program: Program, root: Module | None, case: Case, words: Sequence[str]
) -> Iterator[Evidence]:
    """What the root builds for the clients, hands a call on, and says two of the names: it chooses between them."""
    if root is None:
        return
    code = program.code(case.kata.layout, case.given)
    for definition in _built_for_clients(program, root, code, case.kata.layout.clients):
        node = definition.node
        if isinstance(node, ast.ClassDef):
            chooses = _chooses(node)
        elif isinstance(node, ast.FunctionDef):  # one that gives back a function made in it
            chooses = any(
                any(first_word_in(text, words) for _, text in names_and_texts(each))
                for each in ast.walk(node)
                if isinstance(each, (ast.FunctionDef, ast.Lambda)) and each is not node
            )
        else:
            continue
        mentions = [
            each for statement in node.body for each in _mentions(replace(definition, node=statement), words)
        ]
        if chooses and len({each.message for each in mentions}) > 1:
            yield from mentions


def _chooses(node: ast.ClassDef) -> bool:
    """Whether a method hands a call on to the method of its name, and not always to the one object it was given."""
    others = {
        dotted(call.func.value)
        for method in methods(node)
        for call in ast.walk(method)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == method.name
        and dotted(call.func) != f"self.{method.name}"
        and not (isinstance(call.func.value, ast.Call) and dotted(call.func.value.func) == "super")
    }
    return bool(others) and not (len(others) == 1 and others <= _given_once(node))


def _given_once(node: ast.ClassDef) -> set[str]:
    """The attributes of `self` that are set once, to a parameter of `__init__`: whoever builds the object chose."""
    made = [method for method in methods(node) if method.name == "__init__"]
    given = {each.arg for method in made for each in ast.walk(method.args) if isinstance(each, ast.arg)}
    declared = {f"self.{dotted(each.target)}" for each in node.body if isinstance(each, ast.AnnAssign)}
    set_to: dict[str, list[ast.expr | None]] = {}
    for target, value in (pair for each in ast.walk(node) for pair in _assigned(each)):
        set_to.setdefault(dotted(target), []).append(value)
    return (declared - set_to.keys()) | {
        name
        for name, (value, *more) in set_to.items()
        if name.startswith("self.") and not more and isinstance(value, ast.Name) and value.id in given
    }


def _assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)) and node.value is not None:
        yield node.target, node.value
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from parts_set(target, node.value)


def _built_for_clients(
    program: Program, root: Module, code: Sequence[Module], clients: str
) -> Iterator[Definition]:
    """The classes and functions that the root calls to make what the clients use, each once."""
    waiting = [
        name
        for module in code
        if module.path.startswith(clients)
        for _, name in names_and_texts(module.tree)
        if name in root.bindings
    ]
    seen: set[str] = set()
    made: set[int] = set()
    while waiting:
        name = waiting.pop(0)
        bound = root.bindings.get(name)
        if name in seen or not isinstance(bound, (ast.Assign, ast.AnnAssign)) or bound.value is None:
            continue
        seen.add(name)
        for node in ast.walk(bound.value):
            if isinstance(node, ast.Name):
                waiting.append(node.id)
            if isinstance(node, ast.Call):
                found = program.resolve(root, node.func)
                if isinstance(found, Definition) and id(found.node) not in made:
                    made.add(id(found.node))
                    if isinstance(found.node, (ast.ClassDef, ast.FunctionDef)):
                        yield found


def _is_closed(case: Case, definition: Definition) -> bool:
    path = definition.module.path
    return path != case.kata.layout.root and case.before.files.get(path) == case.after.files[path]


def _uses(program: Program, definition: Definition, words: Sequence[str]) -> Iterator[Evidence]:
    """A text of closed code that is one of the words, and what it uses that is called by one."""
    for node, text in names_and_texts(definition.node):
        if isinstance(node, ast.Constant) and len(parts(text)) <= MOST_PARTS and first_word_in(text, words):
            yield definition.module.evidence(node, f"`{definition.name}` says `{text}`")
    for found in mentioned(program, definition):
        name = found.name.rpartition(".")[2]
        if isinstance(found.node, Named) and first_word_in(name, words):
            yield found.module.evidence(found.node, f"`{definition.name}` uses `{name}`")


def _mentions(definition: Definition, words: Sequence[str]) -> Iterator[Evidence]:
    for node, text in names_and_texts(definition.node):
        word = first_word_in(text, words)
        if word and not _is_module(definition.module, node):
            yield definition.module.evidence(node, f"`{definition.name}` says `{word}`")


def _is_module(module: Module, node: ast.AST) -> bool:
    """An import inside a function is judged by the names that it brings, not by where they come from."""
    return isinstance(node, ast.ImportFrom)


RULE = Rule("factory_names_none", judge, options=Options)
