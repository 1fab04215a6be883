"""What a piece of code makes of the errors that it catches: their texts taken apart, their numbers compared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..base.syntax import Function
from .words import parts

STATUS_WORDS = frozenset({"status", "statuscode"})
STATUS_RANGE = range(100, 600)

TEXT_MAKERS = frozenset(
    {"str", "repr", "ascii", "format", "format_exc", "format_exception", "format_exception_only"}
)
"""Names of calls that give back an error's text."""

TAKING_APART = frozenset(
    {"startswith", "endswith", "find", "rfind", "index", "rindex", "count", "split", "rsplit", "partition"}
    | {"rpartition", "isdigit", "isdecimal", "isnumeric", "removeprefix", "removesuffix", "splitlines"}
    | {"int", "float", "search", "match", "fullmatch", "findall", "finditer", "__contains__", "literal_eval"}
)
"""Names of calls that look for something in a text, or make a number of it."""

GIVING_ERRORS = frozenset({"exception", "exc_info"})
"""Names of calls that give back what was caught."""

TURNS = 3
"""How often values are followed from name to name and into functions."""

Finding = tuple[ast.AST, str]


def findings(tree: ast.Module, outside: str) -> Iterator[Finding]:
    """Each place (where, what) at which a caught error's text is read, or a status is compared with a number.

    `outside` is the kata's word for what answers over the network.
    """
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    handed: dict[str, set[str]] = {node.name: _exit_parameters(node) for node in functions}
    codes = {
        name
        for node in ast.walk(tree)
        for name, value in _named(node)
        if isinstance(value, ast.Constant | ast.Tuple | ast.List | ast.Set | ast.Dict)
        and _is_code(value, set())
    }
    scopes: list[_Scope] = []
    for _ in range(TURNS):
        scopes = [_Scope(tree, set(), codes)]
        scopes += [_Scope(node, handed[node.name], codes) for node in functions]
        for scope in scopes:
            scope.hand_on(functions, handed)
    for scope in scopes:
        yield from scope.findings(outside)


class _Scope:
    """One function, or a module without its functions: the names of caught errors, of their parts and texts."""

    def __init__(self, owner: ast.AST, errors: set[str], codes: set[str]) -> None:
        self.nodes = list(_own_nodes(owner))
        self._codes = codes
        self._texts: set[str] = set()
        self._errors = errors | {
            node.name for node in self.nodes if isinstance(node, ast.ExceptHandler) and node.name
        }
        for _ in range(TURNS):
            for node in self.nodes:
                for name, value in _named(node):
                    if value is not None and self._is_text(value):
                        self._texts.add(name)
                    elif value is not None and self._is_part(value):
                        self._errors.add(name)

    def hand_on(self, functions: list[Function], handed: dict[str, set[str]]) -> None:
        """Notes which parameters of the functions beside it are handed an error, or its text."""
        known = {node.name: node for node in functions}
        for node in self.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
                names = [each.arg for each in known[node.func.id].args.args]
                given = [
                    *zip(names, node.args, strict=False),
                    *((k.arg or "", k.value) for k in node.keywords),
                ]
                handed[node.func.id] |= {name for name, value in given if self._is_error(value)}

    def findings(self, outside: str) -> Iterator[Finding]:
        for node in self.nodes:
            match node:
                case ast.Compare(left=left, comparators=others):
                    sides = [left, *others]
                    if any(self._is_text(side) for side in sides):
                        yield node, "reads the text of an error"
                    elif any(self._is_status(side) for side in sides) and self._has_code(sides):
                        yield node, "compares with a status code"
                case ast.Match(subject=subject, cases=cases):
                    if self._is_text(subject):
                        yield node, "reads the text of an error"
                    elif self._is_status(subject):
                        for pattern in (each for case in cases for each in ast.walk(case.pattern)):
                            if isinstance(pattern, ast.MatchValue) and self._has_code([pattern.value]):
                                yield pattern, "compares with a status code"
                case ast.Call(func=func, args=args):
                    asked = [*args, *([func.value] if isinstance(func, ast.Attribute) else [])]
                    if _last(func) in TAKING_APART and any(self._is_text(each) for each in asked):
                        yield node, "reads the text of an error"
                    elif (
                        _last(func) == "get"
                        and self._has_code(asked[-1:])
                        and any(map(self._is_status, args))
                    ):
                        yield node, "compares with a status code"
                case ast.Subscript(value=value, slice=key):
                    if self._is_status(key) and self._has_code([value]):
                        yield node, "compares with a status code"
                case ast.Attribute(attr="status_code"):
                    yield node, "reads a status code"
                case ast.Attribute(value=value, attr="response") if self._is_error(value):
                    yield node, f"reads a {outside}'s answer"

    def _has_code(self, sides: list[ast.expr]) -> bool:
        return any(_is_code(side, self._codes) for side in sides) or (
            any(_is_reckoned(side) for side in sides)
            and any(isinstance(side, ast.Constant) and type(side.value) in (int, str) for side in sides)
        )

    def _is_error(self, node: ast.expr) -> bool:
        """Whether an expression is a caught error, its text, or a part of it."""
        return self._is_text(node) or self._is_part(node)

    def _is_part(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return name in self._errors
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                return self._is_part(value)
            case ast.Call(func=ast.Name(id="getattr"), args=[value, *_]):
                return self._is_part(value)
            case ast.Call(func=func):
                return _last(func) in GIVING_ERRORS
            case ast.BinOp(left=left, right=right):
                return self._is_part(left) or self._is_part(right)
        return False

    def _is_text(self, node: ast.expr) -> bool:
        """Whether an expression is made of the text of a caught error."""
        match node:
            case ast.Name(id=name):
                return name in self._texts
            case ast.Attribute(value=value, attr="args" | "__str__"):
                return self._is_error(value)
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                return self._is_text(value)
            case ast.Call(func=func, args=args):
                if _last(func) in TEXT_MAKERS and (
                    _last(func) == "format_exc" or any(map(self._is_error, args))
                ):
                    return True
                if _last(func) in {"len", "type", "isinstance", "id", "hash"}:
                    return False
                if isinstance(func, ast.Attribute) and (self._is_text(func) or func.attr == "format"):
                    return self._is_text(func) or any(map(self._is_error, args))
                return _last(func) in {"int", "float", "tuple", "list"} and any(map(self._is_text, args))
            case ast.JoinedStr(values=values):
                return any(
                    isinstance(each, ast.FormattedValue) and self._is_error(each.value) for each in values
                )
            case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=right):
                return any(
                    self._is_error(each) for each in (right.elts if isinstance(right, ast.Tuple) else [right])
                )
            case ast.BinOp(left=left, right=right):
                return self._is_text(left) or self._is_text(right)
        return False

    def _is_status(self, side: ast.expr) -> bool:
        """Whether something is called a status, or belongs to a caught error; how long a text is does not."""
        if isinstance(side, ast.Call) and _last(side.func) == "len":
            return False
        for node in ast.walk(side):
            if isinstance(node, ast.Name) and (
                node.id in self._errors | self._texts or STATUS_WORDS & set(parts(node.id))
            ):
                return True
            if isinstance(node, ast.Attribute) and STATUS_WORDS & set(parts(node.attr)):
                return True
        return False


def _is_code(side: ast.expr, codes: set[str]) -> bool:
    """A number, or a text that is one, in the range of status codes; rows of them, and names for them, too."""
    for node in ast.walk(side):
        if isinstance(node, ast.Constant):
            if type(node.value) is int and node.value in STATUS_RANGE:
                return True
            if isinstance(node.value, str) and re.fullmatch(r"\W*[1-5]\d\d\W*", node.value):
                return True
        elif isinstance(node, ast.Name) and node.id in codes:
            return True
    return False


def _is_reckoned(side: ast.expr) -> bool:
    """Whether only a part of a number is asked for: `status // 100`, `str(status)[0]`."""
    return any(
        isinstance(node, ast.Subscript) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv))
        for node in ast.walk(side)
    )


def _own_nodes(owner: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a function or a module, without those of functions within."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(owner))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function):
            waiting.extend(ast.iter_child_nodes(node))


def _named(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """(name, value) of what an assignment names."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name):
                        yield each.id, value
        case (
            ast.AnnAssign(target=ast.Name(id=name), value=value)
            | ast.NamedExpr(target=ast.Name(id=name), value=value)
            | ast.For(target=ast.Name(id=name), iter=value)
        ):
            yield name, value


def _exit_parameters(node: Function) -> set[str]:
    """The error that `__exit__` is handed."""
    names = [each.arg for each in node.args.args]
    return set(names[2:3]) if node.name in {"__exit__", "__aexit__"} else set()


def _last(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
