"""The shape of an expression: what of it stays the same in a copy, with the rest set aside."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..program import Definition, Module, Program, bound_names, dotted

MAX_INLINED = 4
"""Names behind names that are followed; also ends `x = x.y`."""


class Rendering:
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


def _constant(found: object) -> str | None:
    """The literal behind a name that is assigned once, in a module or a class."""
    if not isinstance(found, Definition) or not isinstance(found.node, (ast.Assign, ast.AnnAssign)):
        return None
    if len(bound_names(found.node)) != 1 or found.node.value is None:
        return None
    return literal(found.node.value)
