"""Finds closed code that lies idle since new code does its work: written a second time, in other words.

Copies look alike, and `kata.analysis.clones` finds them. What is written once more does not look alike; but it is used
in the place of the old, which nothing reaches any more. Right designs leave a little idle, too: what chose between two
when something comes that chooses between many, the rule that a new rule replaces. They never leave what talks to an
outside party, nor most of the code.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

import msgspec

from ..base.syntax import Function, Named
from ..content.kata import Files, Layout
from .network_objects import NETWORK_METHODS, is_network_library
from .program import Definition, Program, methods
from .reach import Reach, used
from .states import States

CLIENT_STATEMENTS = 5
"""Statements of the functions in one file that lie idle, from which on they are more than one call of the network. A
function around `requests.post` may be exchanged for another, as what is handed to an object that sends."""

MOST = 0.5
"""The part of the statements in use that may lie idle after a stage. Right designs leave a seventh at most."""

FEW_STATEMENTS = 20
"""Statements that may always lie idle, where no network is."""


class Rewritten(msgspec.Struct, frozen=True):
    """`idle` was in use when the last stage was closed, and is no more. `instead` is new and does its work.

    Empty where it cannot be told which of the new code does. `part`, from 0 to 1, of what was in use lies idle.
    """

    idle: tuple[Definition, ...]
    instead: tuple[Definition, ...]
    part: float


def find(states: States, layout: Layout, given: Files) -> Rewritten | None:
    """What was closed, was in use and now lies idle, if a right design would not leave it so; else None.

    The composition root, the clients, the tests and the `given` files are not looked at: only what they reach.
    """
    before = _reach(states.old, layout, given)
    old = [each for each in _definitions(states.old, layout, given) if each in before]
    sizes = {id(each.node): _statements(each.node) for each in old}
    after = _reach(states.new, layout, given)
    now = {(each.module.path, each.name): each for each in _definitions(states.new, layout, given)}
    left = ((each, now.get((each.module.path, each.name))) for each in old if sizes[id(each.node)])
    idle = tuple(each for each, same in left if same is not None and same not in after)
    if not idle:
        return None
    weight = sum(sizes[id(each.node)] for each in idle)
    part = weight / sum(sizes.values())
    files: Counter[str] = Counter()
    for each in idle:
        files[each.module.path] += sizes[id(each.node)]
    ends = [
        each
        for each in idle
        if files[each.module.path] >= CLIENT_STATEMENTS and _calls_network(states.old, each)
    ]
    written = {(each.module.path, each.name): ast.dump(each.node) for each in old}
    new = [each for key, each in now.items() if each in after and written.get(key) != ast.dump(each.node)]
    for end in ends:
        instead = [
            each
            for each in new
            if _calls_network(states.new, each) and not _uses_work_of(states.new, each, end.module.path)
        ]
        if instead:
            return Rewritten((end,), tuple(instead), part)
    if weight > FEW_STATEMENTS and part > MOST:
        return Rewritten(idle, (), part)
    return None


def _reach(program: Program, layout: Layout, given: Files) -> Reach:
    starts = [
        module
        for path, module in program.by_path.items()
        if path.startswith(layout.clients) or (path in given and not path.startswith(layout.tests))
    ]
    return Reach(program, starts)


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
            knows = knows or is_network_library(program.resolve(definition.module, node))
    return knows and called


def _uses_work_of(program: Program, definition: Definition, path: str) -> bool:
    """Whether it uses a function, or a class with methods, of that file: errors, values and protocols are no work."""
    return any(
        each.module.path == path and each.node is not definition.node and _works(program, each)
        for each in used(program, definition)
    )


def _works(program: Program, definition: Definition) -> bool:
    if isinstance(definition.node, Function):
        return True
    if not isinstance(definition.node, ast.ClassDef):
        return False
    plain = program.foreign_bases(definition) & {"typing.Protocol", "abc.ABC", "Exception", "enum.Enum"}
    return not plain and any(_statements(method) for method in methods(definition.node))


def title(definition: Definition) -> str:
    """The name of a class or function and where it stands."""
    return f"`{definition.name}` in {definition.module.path}"
