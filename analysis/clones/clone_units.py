"""Code broken into units that can be compared: one a statement, its names and literals set aside.

A unit's `shape` is what stays the same when a copy is renamed and its constants are changed or
moved into names: operators, control flow, and what comes from libraries. Its `atoms` are the rest,
in order. Imports, docstrings, declarations of data, constructors' plain stores and abstract bodies
have no units, since honest code shares them.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeGuard

import msgspec

from ...base.syntax import Function, Named
from ..program import Module, Program, dotted, parameters
from .expression_shape import Rendering, literal

FLOW_WEIGHT: Mapping[str, int] = {
    "For": 3,
    "While": 3,
    "Try": 2,
    "Handler": 1,
    "If": 2,
    "Raise": 2,
    "With": 1,
}
"""What a unit's keyword adds to its weight: control flow is where logic lives. Others add 1 or 0."""

CONFIGURED = 2
"""Arguments that are calls themselves from which a call is a policy, compared argument by argument."""

MAX_UNITS = 4000
"""Units kept of one region; a person's longest class has a few hundred."""


class Unit(msgspec.Struct, frozen=True):
    """One statement, or the head of a compound one. `weight` counts what the shape itself holds.

    `atoms` are `n:NAME` for a name of the trainee's own and `l:LITERAL` for a literal; `raw` is
    the code exactly as it stands, for telling new code from old.
    """

    shape: str
    atoms: tuple[str, ...]
    weight: int
    flow: str
    line: int
    end_line: int
    raw: str


class Region(msgspec.Struct, frozen=True):
    """A function, a class or the loose statements of a file, as units in order."""

    module: Module
    name: str
    line: int
    end_line: int
    units: tuple[Unit, ...]
    is_class: bool = False


def regions(program: Program, module: Module, own: frozenset[str], raw: bool) -> Iterator[Region]:
    """What there is to compare in one file.

    `own` are the names that the workspace itself defines; without `raw` the units' `raw` is empty.
    """
    loose: list[Unit] = []
    scribe = _Scribe(program, module, own, raw)
    for statement in module.tree.body:
        if isinstance(statement, ast.ClassDef):
            yield from _class_regions(scribe, statement)
        elif isinstance(statement, Function):
            yield _region(scribe, statement, statement.name)
        else:
            loose.extend(scribe.units([statement], level="module"))
    if loose:
        yield Region(module, "", loose[0].line, loose[-1].end_line, tuple(loose[:MAX_UNITS]))


def own_names(modules: Iterator[Module] | tuple[Module, ...]) -> frozenset[str]:
    """Every name that these files define: classes, functions, parameters, variables, attributes."""
    names: set[str] = set()
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, Named):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                names.add(node.id)
            elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                names.add(node.attr)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(node.name)
    return frozenset(names)


def _class_regions(scribe: _Scribe, node: ast.ClassDef, prefix: str = "") -> Iterator[Region]:
    name = prefix + node.name
    parts = []
    for statement in node.body:
        if isinstance(statement, Function):
            parts.append(_region(scribe, statement, f"{name}.{statement.name}"))
        elif isinstance(statement, ast.ClassDef):
            yield from _class_regions(scribe, statement, f"{name}.")
    yield from parts
    units = tuple(unit for part in parts for unit in part.units)[:MAX_UNITS]
    if len([part for part in parts if part.units]) > 1:
        yield Region(scribe.module, name, node.lineno, node.end_lineno or node.lineno, units, is_class=True)


def _region(scribe: _Scribe, node: Function, name: str) -> Region:
    units = tuple(scribe.units([node], level="function"))[:MAX_UNITS]
    return Region(scribe.module, name, node.lineno, node.end_lineno or node.lineno, units)


class _Scribe:
    """Writes the units of one file."""

    def __init__(self, program: Program, module: Module, own: frozenset[str], raw: bool) -> None:
        self.module = module
        self._raw = raw
        self._program = program
        self._own = own
        self._inlined: dict[str, ast.expr] = {}

    def units(self, body: list[ast.stmt], level: str) -> Iterator[Unit]:
        for statement in body:
            yield from self._statement(statement, level)

    def _statement(self, node: ast.stmt, level: str) -> Iterator[Unit]:
        if isinstance(node, Function):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call):
                    yield from self._calls("", decorator, decorator)
            outer, self._inlined = self._inlined, {**self._inlined, **_inlined(node)}
            yield from self.units(node.body, "function")
            self._inlined = outer
        elif isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, Function):
                    yield from self._statement(statement, "function")
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            yield self._unit("For", node, node.target, node.iter)
            yield from self.units([*node.body, *node.orelse], level)
        elif isinstance(node, ast.While):
            yield self._unit("While", node, node.test)
            yield from self.units([*node.body, *node.orelse], level)
        elif isinstance(node, ast.If):
            if not self._is_type_checking(node):
                yield self._unit("If", node, node.test)
                yield from self.units([*node.body, *node.orelse], level)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            yield self._unit("With", node, *(item.context_expr for item in node.items))
            yield from self.units(node.body, level)
        elif isinstance(node, (ast.Try, ast.TryStar)):
            yield self._unit("Try", node)
            yield from self.units(node.body, level)
            for handler in node.handlers:
                yield self._unit("Handler", handler, *([handler.type] if handler.type else []))
                yield from self.units(handler.body, level)
            yield from self.units([*node.orelse, *node.finalbody], level)
        elif isinstance(node, ast.Match):
            yield self._unit("Match", node, node.subject)
            for case in node.cases:
                yield self._unit("If", case.pattern, *self._pattern(case))
                yield from self.units(case.body, level)
        else:
            yield from self._simple(node, level)

    def _simple(self, node: ast.stmt, level: str) -> Iterator[Unit]:
        if isinstance(node, ast.Expr):
            if not isinstance(node.value, ast.Constant):
                yield from self._calls("", node, node.value)
        elif isinstance(node, ast.Return):
            yield from self._calls("Return", node, *([node.value] if node.value else []))
        elif isinstance(node, ast.Raise):
            if node.exc is None or not dotted(_uncalled(node.exc)).endswith("NotImplementedError"):
                yield self._unit("Raise", node, *([node.exc] if node.exc else []))
        elif isinstance(node, ast.AugAssign):
            operation = ast.BinOp(left=node.target, op=node.op, right=node.value)
            yield self._unit("Assign", node, node.target, operation)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets: list[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
            inlined = all(isinstance(t, ast.Name) and self._inlined.get(t.id) is node.value for t in targets)
            if not inlined and not self._is_data(node.value, level):
                yield from self._calls("Assign", node, *targets, node.value)
        elif isinstance(node, (ast.Assert, ast.Delete)):
            yield self._unit("If", node, *(n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)))
        elif isinstance(node, (ast.Break, ast.Continue)):
            yield self._unit(type(node).__name__, node)

    def _is_data(self, value: ast.expr, level: str) -> bool:
        """Declarations of data, and what a constructor merely stores."""
        if literal(value) is not None or isinstance(value, ast.Name):
            return True
        return level == "module" and not any(
            isinstance(n, (ast.Call, ast.comprehension)) for n in ast.walk(value)
        )

    def _calls(self, flow: str, place: ast.AST, *expressions: ast.expr) -> Iterator[Unit]:
        """One unit; of a call that is configured by other calls (`Policy(stop=after(4), wait=fixed(2))`) many."""
        value = expressions[-1] if expressions else None
        inner = (
            [each for each in value.keywords if isinstance(each.value, ast.Call)] if _is_call(value) else []
        )
        if len(inner) < CONFIGURED:
            yield self._unit(flow, place, *expressions)
        for keyword in inner if len(inner) >= CONFIGURED else ():
            yield self._unit(f"{keyword.arg}=", keyword, keyword.value)

    def _pattern(self, case: ast.match_case) -> Iterator[ast.expr]:
        yield from (
            node for node in ast.walk(case.pattern) if isinstance(node, (ast.Constant, ast.Attribute))
        )
        if case.guard is not None:
            yield case.guard

    def _is_type_checking(self, node: ast.If) -> bool:
        return dotted(node.test).endswith("TYPE_CHECKING")

    def _unit(self, flow: str, place: ast.AST, *expressions: ast.expr) -> Unit:
        rendering = Rendering(self._program, self.module, self._own, self._inlined)
        shape = ",".join(rendering.render(expression) for expression in expressions)
        line = int(getattr(place, "lineno", 0))
        last = max((int(e.end_lineno or line) for e in expressions if hasattr(e, "end_lineno")), default=line)
        weight = rendering.weight + FLOW_WEIGHT.get(flow, 1 if flow else 0)
        raw = flow + "|".join(map(ast.dump, expressions)) + "." if self._raw else ""
        return Unit(f"{flow} {shape}", tuple(rendering.atoms), weight, flow, line, max(line, last), raw)


def _inlined(function: Function) -> dict[str, ast.expr]:
    """Local names that only stand for an expression: for a name or a literal, or for what is used once."""
    stored: Counter[str] = Counter(parameters(function))
    loaded: Counter[str] = Counter()
    values: dict[str, ast.expr] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            (loaded if isinstance(node.ctx, ast.Load) else stored)[node.id] += 1
        elif isinstance(node, ast.ExceptHandler) and node.name:
            stored[node.name] += 1
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            stored.update(node.names * 2)
        elif (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            values[node.targets[0].id] = node.value
    return {
        name: value
        for name, value in values.items()
        if stored[name] == 1 and (dotted(value) or literal(value) is not None or loaded[name] == 1)
    }


def _is_call(node: ast.expr | None) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call)


def _uncalled(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node
