"""Finds closed code that lies idle since new code does its work: written a second time, in other words.

Copies look alike, and `kata.analysis.clones` finds them. What is written once more does not look alike; but it is used
in the place of the old, which nothing reaches any more. Right designs leave a little idle, too: what chose between two
when something comes that chooses between many, the rule that a new rule replaces. They never leave what talks to an
outside party, nor most of the code.

Where both are in use, the texts that a kata prescribes tell: a notice whose words stand in an old file and in a new
one is made by two pieces of code.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from ..base.syntax import Function, Named
from ..content.kata import Files, Layout
from .effort import step
from .inheritance import is_working
from .network_objects import NETWORK_METHODS, is_network_library
from .program import Definition, Found, Module, Program
from .reach import Reach, running, used
from .states import States

CLIENT_STATEMENTS = 5
"""Statements of the functions in one file that lie idle, from which on they are more than one call of the network. A
function around `requests.post` may be exchanged for another, as what is handed to an object that sends."""

MOST = 0.5
"""The part of the statements in use that may lie idle after a stage. Right designs leave a seventh at most."""

POSTING = NETWORK_METHODS - {"send"}
"""Methods that make a request, by whatever object: what hands a message on is often called `send`, too."""

LEAST_USED = 0.25
"""The part of the statements in use that a factory must use which makes what the clients have. Right designs use 72 %
at least; one that was written anew used none."""

LOADERS = ("importlib", "runpy", "sys.modules")
"""Libraries that load a module, perhaps once more."""

FEW_STATEMENTS = 20
"""Statements that may always lie idle, where no network is."""


class Rewritten(msgspec.Struct, frozen=True):
    """`idle` was in use when the last stage was closed, and is no more. `instead` is new and does its work.

    Empty where it cannot be told which of the new code does. `part`, from 0 to 1, of what was in use lies idle.
    """

    idle: tuple[Definition, ...]
    instead: tuple[Definition, ...]
    part: float


class Worded(msgspec.Struct, frozen=True):
    """Where a prescribed text is written."""

    module: Module
    node: ast.expr
    text: str


def find(states: States, layout: Layout, given: Files) -> Rewritten | None:
    """What was closed, was in use and now lies idle, if a right design would not leave it so; else None.

    The composition root, the clients, the tests and the `given` files are not looked at: only what they reach.
    """
    old, new = _in_use(states.old, layout, given), _in_use(states.new, layout, given)
    there = {(each.module.path, each.name) for each in _definitions(states.new, layout, given)}
    sizes = {key: _statements(each.node) for key, each in old.items()}
    idle = tuple(each for key, each in old.items() if sizes[key] and key in there - new.keys())
    stood = {
        (each.module.path, each.name): ast.dump(each.node) for each in _definitions(states.old, layout, given)
    }
    written = [each for key, each in new.items() if stood.get(key) != ast.dump(each.node)]
    if not idle or not written:
        return None
    files: Counter[str] = Counter()
    for each in idle:
        files[each.module.path] += sizes[each.module.path, each.name]
    part = files.total() / sum(sizes.values())
    clients = [each for each in written if _calls_network(states.new, each)]
    places: list[tuple[tuple[Definition, ...], list[Definition]]] = [
        ((end,), clients)
        for end in idle
        if files[end.module.path] >= CLIENT_STATEMENTS and _calls_network(states.old, end)
    ]
    posting = tuple(each for each in idle if _posts(states.old, each))
    if sum(sizes[each.module.path, each.name] for each in posting) >= CLIENT_STATEMENTS:
        places.append((posting, [each for each in written if _posts(states.new, each)]))
    for ends, doing in places:
        paths = {end.module.path for end in ends}
        instead = tuple(
            each for each in doing if not any(_uses_work_of(states.new, each, path) for path in paths)
        )
        if instead:
            return Rewritten(ends, instead, part)
    return Rewritten(idle, (), part) if files.total() > FEW_STATEMENTS and part > MOST else None


def made_anew(states: States, layout: Layout, given: Files, factory: str) -> Definition | None:
    """The new `factory` (`module:name`), if it uses hardly any of the code that was in use; else None.

    None, too, where it handles whole modules: what of them is used cannot be told.
    """
    module, _, name = factory.partition(":")
    made, before = (
        program.member(program.by_name[module], name) if module in program.by_name else None
        for program in (states.new, states.old)
    )
    if not isinstance(made, Definition) or before is not None:
        return None
    sizes = {key: _statements(each.node) for key, each in _in_use(states.old, layout, given).items()}
    code = tuple(used(states.new, made, given))
    if any(_handles_modules(states.new, each) for each in code):
        return None
    uses = {(each.module.path, each.name.partition(".")[0]) for each in code}
    whole = sum(sizes.values())
    part = sum(size for key, size in sizes.items() if key in uses)
    return made if whole > FEW_STATEMENTS and part < LEAST_USED * whole else None


def worded_again(
    states: States, layout: Layout, given: Files, words: Sequence[str]
) -> tuple[Worded, Worded] | None:
    """A new and an old place that write one of these texts, in files that are in use; None where there are none.

    The clients use the old one; the new one may be used by what the root offers to others.
    """
    modules = states.new.code(layout, given)
    for text in words:
        places = [Worded(each, node, text) for each in modules if (node := _writing(each, text)) is not None]
        old = [each for each in places if each.module.path in states.before.files]
        new = [each for each in places if each.module.path not in states.before.files]
        if not (old and new):
            continue
        by_clients = {path for path, _ in _in_use(states.new, layout, given)}
        by_root = {path for path, _ in _in_use(states.new, layout, given, layout.root)}
        first = next((each for each in old if each.module.path in by_clients), None)
        again = next((each for each in new if each.module.path in by_root), None)
        if first is not None and again is not None:
            return again, first
    return None


def _writing(module: Module, text: str) -> ast.expr | None:
    """The first expression in a module's code, docstrings aside, that writes this text, whole or put together."""
    said = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    written = (node for node in ast.walk(module.tree) if isinstance(node, ast.expr) and id(node) not in said)
    return next((node for node in written if text in _text(node)), None)


def _text(node: ast.expr) -> str:
    """What an expression surely writes: a text, or the texts that it puts together; empty for any other."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case (
            ast.BinOp(op=ast.Add() | ast.Mod()) | ast.JoinedStr() | ast.Call(func=ast.Attribute(attr="join"))
        ):
            nodes = list(ast.walk(node))
            step(len(nodes))
            parts = [each for each in nodes if isinstance(each, ast.Constant)]
            parts.sort(key=lambda each: (each.lineno, each.col_offset))
            return " ".join(" ".join(each.value for each in parts if isinstance(each.value, str)).split())
    return ""


def _handles_modules(program: Program, definition: Definition) -> bool:
    """Whether it names a module of the workspace without naming anything in it, or a library that loads modules."""
    within = {
        id(node.value)
        for node in ast.walk(definition.node)
        if isinstance(node, ast.Attribute)
        and isinstance(program.resolve(definition.module, node), Definition)
    }
    found = [
        program.resolve(definition.module, node)
        for node in running(definition.node)
        if isinstance(node, (ast.Name, ast.Attribute)) and id(node) not in within
    ]
    return any(
        isinstance(each, Module) or (isinstance(each, str) and each.startswith(LOADERS)) for each in found
    )


def _in_use(program: Program, layout: Layout, given: Files, *more: str) -> dict[tuple[str, str], Definition]:
    """The classes and functions that the clients, or `more` files, reach, by file and name."""
    starts = [
        module
        for path, module in program.by_path.items()
        if path.startswith(layout.clients)
        or path in more
        or (path in given and not path.startswith(layout.tests))
    ]
    reach = Reach(program, starts)
    found = (each for each in _definitions(program, layout, given) if each in reach)
    return {(each.module.path, each.name): each for each in found}


def _definitions(program: Program, layout: Layout, given: Files) -> Iterator[Definition]:
    """The classes and functions at the level of a module, of the code that is neither root nor client."""
    for module in program.code(layout, given):
        if module.path != layout.root and not module.path.startswith((layout.clients, layout.tests)):
            for statement in module.tree.body:
                if isinstance(statement, Named):
                    yield Definition(module, statement.name, statement)


def _statements(node: ast.AST) -> int:
    """How many statements stand in functions, docstrings aside: what a class or function does, as a size."""
    functions = [each for each in ast.walk(node) if isinstance(each, Function)]
    return len(
        {
            id(each)
            for function in functions
            for inner in function.body
            for each in ast.walk(inner)
            if isinstance(each, ast.stmt)
            and not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        }
    )


def _calls_network(program: Program, definition: Definition) -> bool:
    """Whether it calls a library of the network, or calls by its methods what it was handed and knows to be of one."""
    knows = called = False
    for node in ast.walk(definition.node):
        if isinstance(node, ast.Call):
            found = program.resolve(definition.module, node.func)
            if is_network_library(found):
                return True
            called = called or (
                found is None and isinstance(node.func, ast.Attribute) and node.func.attr in NETWORK_METHODS
            )
        elif isinstance(node, (ast.Name, ast.Attribute)):
            knows = knows or _is_of_network(program, program.resolve(definition.module, node))
    return knows and called


def _posts(program: Program, definition: Definition) -> bool:
    """Whether it makes requests through something that it holds or is handed, which may be of the workspace."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in POSTING
        and program.resolve(definition.module, node.func) is None
        for node in ast.walk(definition.node)
    )


def _is_of_network(program: Program, found: Found) -> bool:
    """Whether it is of a library of the network, or a value such as a table whose expression names one."""
    if not (isinstance(found, Definition) and isinstance(found.node, (ast.Assign, ast.AnnAssign))):
        return is_network_library(found)
    return found.node.value is not None and any(
        is_network_library(program.resolve(found.module, node))
        for node in ast.walk(found.node.value)
        if isinstance(node, (ast.Name, ast.Attribute))
    )


def _uses_work_of(program: Program, definition: Definition, path: str) -> bool:
    """Whether it uses a function, or a class that does something, of that file: errors and values are no work."""
    return any(
        each.module.path == path and (isinstance(each.node, Function) or is_working(program, each))
        for each in used(program, definition)
        if each.node is not definition.node
    )


def title(definition: Definition) -> str:
    """The name of a class or function and where it stands."""
    return f"`{definition.name}` in {definition.module.path}"
