"""The composition root holds wiring only: logic there would be a way around the closed code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.call_sites import Surroundings
from ...analysis.dynamic import holds_code, makes_code
from ...analysis.finding import finding
from ...analysis.program import dotted
from ...analysis.source import Source, excerpt, read
from ...analysis.value_origins import MAX_STEPS, Origin
from ...report.report import Evidence
from ..findings import broken
from ..rule import Case, Judgement, Rule, passed

PLAIN_EXPRESSIONS = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Subscript,
    ast.Slice,
    ast.BinOp,
    ast.UnaryOp,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.Starred,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.Call,
    ast.keyword,
    ast.operator,
    ast.unaryop,
    ast.expr_context,
)
"""Nodes of an expression that only names, builds or computes a value."""

DYNAMIC_ATTRIBUTES = frozenset(
    {"eval", "exec", "__import__", "setattr", "delattr", "__setattr__", "__delattr__", "__builtins__"}
    | {"exec_module", "run_path", "run_module", "new_class", "make_dataclass"}
    | {"FunctionType", "LambdaType", "CodeType", "__globals__", "__code__", "__subclasses__"}
    | {"__dict__", "__class__", "__bases__", "__base__", "__mro__", "__loader__", "__spec__"}
)
"""Attributes that make code or reach behind an object; `compile` is not among them: `re.compile` is plain."""

COMPARING = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"})
"""Methods that compare: `(3).__gt__` is a comparison that waits for its other side."""

FINDING = frozenset({"type", "getattr", "vars", "super", "next", "iter"})
"""Built-in names whose calls give back what was there before."""

WORDS: dict[type[ast.AST], str] = {
    ast.ClassDef: "a class",
    ast.FunctionDef: "a function",
    ast.AsyncFunctionDef: "a function",
    ast.Lambda: "a lambda",
    ast.If: "an `if`",
    ast.IfExp: "a conditional expression",
    ast.For: "a `for` loop",
    ast.AsyncFor: "a `for` loop",
    ast.While: "a `while` loop",
    ast.Try: "a `try`",
    ast.TryStar: "a `try`",
    ast.With: "a `with`",
    ast.AsyncWith: "a `with`",
    ast.Match: "a `match`",
    ast.BoolOp: "an `and` or `or`",
    ast.Compare: "a comparison",
    ast.NamedExpr: "a walrus `:=`",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Delete: "a `del`",
    ast.Assert: "an `assert`",
    ast.Raise: "a `raise`",
    ast.Global: "a `global`",
    ast.AugAssign: "an assignment that computes in place",
}
"""What a trainee calls the things that do not belong in a root."""


def judge(case: Case) -> Judgement:
    """Whether the root is imports, assignments that build or name things, a docstring and `__all__`."""
    root = case.kata.layout.root
    if root not in case.after.files:
        return passed(f"There is no `{root}`, and so no logic in it.")
    source = read(root, case.after.files[root])
    if source.tree is None:
        evidence: tuple[Evidence, ...] = (
            finding(root, line=source.line, end_line=source.line, message=f"`{root}` {source.problem}."),
        )
    else:
        lines = source.lines
        evidence = tuple(
            finding(
                root,
                line=line,
                end_line=end_line,
                excerpt=excerpt(lines, line, end_line),
                message=f"`{root}` holds {what}.",
            )
            for line, end_line, what in sorted(set(_Root(case, source).logic()))
        )
    if not evidence:
        return passed("The root holds wiring only.")
    return broken(
        f"The root holds more than wiring: {evidence[0].message}",
        expected="The root imports, builds objects and gives them names; code that decides is in other files.",
        evidence=evidence,
    )


class _Root:
    """One root, read statement by statement."""

    def __init__(self, case: Case, source: Source) -> None:
        assert source.tree is not None
        self._tree = source.tree
        self._around = Surroundings(case.before.files, case.after.files, [source])
        self._origins = self._around.files[0]

    def logic(self) -> Iterator[tuple[int, int, str]]:
        """(first line, last line, what) of everything that is no wiring."""
        for statement in self._tree.body:
            for node, what in self._in_statement(statement):
                place = node if isinstance(node, ast.expr | ast.stmt) else statement
                last = place.end_lineno or place.lineno
                if isinstance(place, ast.stmt):
                    last = min(last, place.lineno + 3)
                yield place.lineno, last, what

    def _in_statement(self, statement: ast.stmt) -> Iterator[tuple[ast.AST, str]]:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
                return
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from self._in_target(target)
                yield from self._in_expression(value)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                yield from self._in_target(target)
                if not isinstance(annotation, ast.Name):
                    yield from self._in_expression(annotation)
                if value is not None:
                    yield from self._in_expression(value)
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                yield from self._in_expression(value)
            case ast.Expr(value=ast.Call()):
                yield statement, "a call whose result is not given a name"
            case ast.Expr(value=value):
                found = list(self._in_expression(value))
                yield from found or [(statement, "an expression that builds nothing")]
            case _:
                if type(statement).__name__ == "TypeAlias":
                    return
                yield statement, _word(statement)

    def _in_target(self, target: ast.expr) -> Iterator[tuple[ast.AST, str]]:
        """A name, or a part of an object that the root itself has built."""
        match target:
            case ast.Name():
                return
            case ast.Starred(value=value):
                yield from self._in_target(value)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    yield from self._in_target(item)
            case ast.Attribute(value=holder, attr=attr):
                if attr.startswith("__") or not self._is_built(holder):
                    yield target, "an assignment to an attribute of something that it has not built itself"
                yield from self._in_expression(target)
            case ast.Subscript(value=holder):
                if not self._is_built(holder):
                    yield target, "an assignment into something that it has not built itself"
                yield from self._in_expression(target)
            case _:
                yield target, _word(target)

    def _is_built(self, holder: ast.expr, hops: int = MAX_STEPS) -> bool:
        """Whether the root has built an object, or the object that it is a part of."""
        match holder:
            case _ if hops == 0:
                return False
            case ast.Attribute(value=value, attr=attr):
                return not attr.startswith("__") and self._is_built(value, hops - 1)
            case ast.Subscript(value=value):
                return self._is_built(value, hops - 1)
            case ast.Call(func=func):
                return not (isinstance(func, ast.Name) and func.id in FINDING)
            case ast.Name(id=name):
                bound = self._origins.module_scope.names.get(name, [])
                return bool(bound) and all(
                    not isinstance(each, Origin) and self._is_built(each[0], hops - 1) for each in bound
                )
        return isinstance(holder, ast.Dict | ast.List)

    def _in_expression(self, expression: ast.expr) -> Iterator[tuple[ast.AST, str]]:
        waiting: list[ast.AST] = [expression]
        while waiting:
            node = waiting.pop()
            what = self._trouble(node)
            if what:
                yield node, what
            elif not (isinstance(node, ast.Attribute) and dotted(node)):
                waiting.extend(
                    child for child in ast.iter_child_nodes(node) if not _is_plain_type(node, child)
                )

    def _trouble(self, node: ast.AST) -> str:
        """What makes a node more than wiring; empty where it is wiring."""
        match node:
            case ast.Name(id="type"):
                return "`type` that builds a class"
            case ast.Name(id="__builtins__"):
                return "`__builtins__`"
            case ast.Attribute() if names := DYNAMIC_ATTRIBUTES & {*dotted(node).split("."), node.attr}:
                return f"`{sorted(names)[0]}`"
            case ast.Attribute(attr=attr) if attr in COMPARING:
                return f"a comparison (`{attr}`)"
            case ast.Constant(value=str(text)) if text in DYNAMIC_ATTRIBUTES:
                return f'the name "{text}" in a text'
            case ast.Constant(value=str(text)) if holds_code(text):
                return "code in a text"
            case ast.UnaryOp(op=ast.Not()):
                return "a `not`"
            case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call():
                made = self._made(node)
                if made:
                    return (
                        f"`{made.removeprefix('builtins.')}`, which makes or runs code, or stands for logic"
                    )
        return "" if isinstance(node, PLAIN_EXPRESSIONS) else _word(node)

    def _made(self, node: ast.expr) -> str:
        """The dotted name of something that makes or runs code, where an expression stands for it."""
        for origin in self._origins.of(node, self._origins.module_scope):
            made = makes_code(self._around.normal(origin))
            if made or origin == Origin("thing", "builtins", ("type",)):
                return made or "builtins.type"
        return ""


def _is_plain_type(node: ast.AST, child: ast.AST) -> bool:
    """Whether `child` is the `type` of `type(x)` or `type[X]`, which build nothing."""
    match node:
        case ast.Call(func=ast.Name(id="type") as name, args=[only], keywords=[]):
            return child is name and not isinstance(only, ast.Starred)
        case ast.Subscript(value=ast.Name(id="type") as name):
            return child is name
    return False


def _word(node: ast.AST) -> str:
    return WORDS.get(type(node), f"logic (`{type(node).__name__}`)")


RULE = Rule("root_only_wires", judge, hard=True)
