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
from dataclasses import dataclass
from typing import TypeGuard

from kata.grader.classes import Definition, Module, Program, bound_names, dotted, parameters

Function = ast.FunctionDef | ast.AsyncFunctionDef

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

MAX_INLINED = 4
"""Names behind names that are followed; also ends `x = x.y`."""

MAX_UNITS = 4000
"""Units kept of one region; a person's longest class has a few hundred."""


@dataclass(frozen=True)
class Unit:
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


@dataclass(frozen=True)
class Region:
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
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
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
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
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
        rendering = _Rendering(self._program, self.module, self._own, self._inlined)
        shape = ",".join(rendering.render(expression) for expression in expressions)
        line = int(getattr(place, "lineno", 0))
        last = max((int(e.end_lineno or line) for e in expressions if hasattr(e, "end_lineno")), default=line)
        weight = rendering.weight + FLOW_WEIGHT.get(flow, 1 if flow else 0)
        raw = flow + "|".join(map(ast.dump, expressions)) + "." if self._raw else ""
        return Unit(f"{flow} {shape}", tuple(rendering.atoms), weight, flow, line, max(line, last), raw)


class _Rendering:
    """One unit's shape being written, with the atoms met on the way."""

    def __init__(
        self, program: Program, module: Module, own: frozenset[str], inlined: Mapping[str, ast.expr]
    ) -> None:
        self.atoms: list[str] = []
        self.weight = 0
        self._depth = 0
        self._inlined = inlined
        self._program = program
        self._module = module
        self._own = own

    def render(self, node: ast.expr) -> str:
        value = literal(node)
        if value is not None:
            return self._atom("l:" + value)
        if isinstance(node, ast.Constant):
            return self._fixed(repr(node.value))
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._name(node)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.BoolOp):
            return self._unordered(type(node.op).__name__, node.values)
        if isinstance(node, ast.Dict):
            return self._dict(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        self.weight += not isinstance(node, (ast.Tuple, ast.List, ast.Starred))
        return self._parts(node)

    def _parts(self, node: ast.AST) -> str:
        parts = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                parts.append(self.render(child))
            elif isinstance(child, (ast.comprehension, ast.keyword, ast.arguments, ast.FormattedValue)):
                parts.append(self._parts(child))
            elif not isinstance(child, (ast.expr_context, ast.arg)):
                parts.append(type(child).__name__)
        return f"{type(node).__name__}({','.join(parts)})"

    def _atom(self, text: str) -> str:
        self.atoms.append(text)
        return "_"

    def _fixed(self, text: str) -> str:
        self.weight += 1
        return text

    def _name(self, node: ast.Name | ast.Attribute) -> str:
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and node.id in self._inlined
            and self._depth < MAX_INLINED
        ):
            self._depth += 1
            shape = self.render(self._inlined[node.id])
            self._depth -= 1
            return shape
        found = self._program.resolve(self._module, node)
        if isinstance(found, str) and not (isinstance(node, ast.Name) and node.id in self._own):
            return self._fixed(found)
        constant = _constant(found)
        if constant is not None:
            return self._atom("l:" + constant)
        written = dotted(node)
        if isinstance(node, ast.Name):
            return self._atom("n:" + written)
        if node.attr not in self._own and not written.startswith(("self.", "cls.")):
            return f"{self.render(node.value)}.{self._fixed(node.attr)}"
        if written:  # however long the way to something of the trainee's own, it is one name
            return self._atom("n:" + written)
        self.render(node.value)
        return self._atom("n:" + node.attr)

    def _call(self, node: ast.Call) -> str:
        self.weight += 1
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = literal(node.func.value)
            if text is not None:
                return self._atom("l:" + text)
        function = self.render(node.func)
        arguments = [self.render(argument) for argument in node.args]
        for keyword in sorted(node.keywords, key=lambda each: each.arg or ""):
            arguments.append(f"{keyword.arg}={self.render(keyword.value)}")
        return f"{function}({','.join(arguments)})"

    def _compare(self, node: ast.Compare) -> str:
        self.weight += len(node.ops)
        operands = [node.left, *node.comparators]
        operators = [type(operator).__name__ for operator in node.ops]
        if len(operators) == 1 and operators[0] in ("Gt", "GtE"):  # a > b is b < a
            operands.reverse()
            operators = ["Lt" if operators[0] == "Gt" else "LtE"]
        return f"{'/'.join(operators)}({','.join(self.render(operand) for operand in operands)})"

    def _unordered(self, operator: str, values: list[ast.expr]) -> str:
        self.weight += len(values) - 1
        rendered = []
        for value in values:
            kept, self.atoms = self.atoms, []
            rendered.append((self.render(value), self.atoms))
            self.atoms = kept
        rendered.sort(key=lambda each: each[0])
        for _, atoms in rendered:
            self.atoms.extend(atoms)
        return f"{operator}({','.join(shape for shape, _ in rendered)})"

    def _dict(self, node: ast.Dict) -> str:
        """The keys stay: two requests with different fields are two requests."""
        parts = []
        for key, value in zip(node.keys, node.values, strict=True):
            shown = "**" if key is None else literal(key) or self.render(key)
            self.weight += 1
            parts.append(f"{shown}:{self.render(value)}")
        return f"{{{','.join(sorted(parts))}}}"


def literal(node: ast.expr) -> str | None:
    """Text that stands for a number, a text or a row of them; None for anything else."""
    if isinstance(node, ast.Constant):
        return None if node.value in (None, ...) or isinstance(node.value, bool) else repr(node.value)
    if isinstance(node, ast.JoinedStr):
        return "f" + "".join(str(n.value) for n in node.values if isinstance(n, ast.Constant))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = literal(node.operand)
        return None if value is None else f"-{value}"
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)) and isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    ):
        parts = [literal(element) for element in node.elts]
        return None if not parts or None in parts else f"({','.join(str(part) for part in parts)})"
    if isinstance(node, ast.Dict):
        keys = [literal(key) if key else None for key in node.keys]
        parts = [*keys, *(literal(value) for value in node.values)]
        return None if not parts or None in parts else f"{{{','.join(str(part) for part in parts)}}}"
    return None


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


def _constant(found: object) -> str | None:
    """The literal behind a name that is assigned once, in a module or a class."""
    if not isinstance(found, Definition) or not isinstance(found.node, (ast.Assign, ast.AnnAssign)):
        return None
    if len(bound_names(found.node)) != 1 or found.node.value is None:
        return None
    return literal(found.node.value)


def _uncalled(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node
