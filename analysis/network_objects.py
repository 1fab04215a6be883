"""Which classes and functions of a workspace reach the network when they are used.

A *network object* is of a class one of whose methods, operators among them, but not what only makes the object,
and no property, reaches the network from what the object itself holds: it calls an HTTP or socket library, or
hands on to something held in `self` (or made from it) that does. A *value* is of any other class: data classes,
enumerations, texts with checks, exceptions. A *factory* is a function that gives back a new network
object, or a new function that reaches the network. A *wrapper* is a class or a factory of functions that
makes a network object of the one that it is handed, by whatever name it calls that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..base.syntax import Function
from .constructors import own_returns
from .program import Definition, Found, Module, Program, called, dotted, methods, parameters

NETWORK = frozenset(
    {
        "requests",
        "httpx",
        "http",
        "urllib",
        "urllib3",
        "socket",
        "ssl",
        "ftplib",
        "smtplib",
        "aiohttp",
        "websockets",
        "socketserver",
    }
)
"""Libraries whose use is reaching the network."""

HARMLESS_NETWORK = frozenset({"http.HTTPStatus", "urllib.parse"})
"""Parts of them that only name or take apart."""

NETWORK_METHODS = frozenset({"post", "request", "urlopen", "getresponse", "sendall", "put", "patch", "send"})
"""Methods of a held object that send although its class is not in the workspace (a session, a connection)."""

PLAIN_METHODS = frozenset(
    name for kind in (str, bytes, int, float, list, dict, tuple, set) for name in dir(kind)
)
"""Methods of plain data: a call of one of these reaches nothing."""

MAKING = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__", "__set_name__"})
"""Methods that make an object or a class: what they do is not yet the use of it."""

CACHES = frozenset({"functools.cache", "functools.lru_cache"})
"""Decorators with which a factory makes its object once."""

OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "add",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.LShift: "lshift",
    ast.MatMult: "matmul",
    ast.Mod: "mod",
    ast.Mult: "mul",
    ast.Pow: "pow",
    ast.RShift: "rshift",
    ast.Sub: "sub",
}
"""What Python calls an operator: `a << b` is `a.__lshift__(b)`, or `b.__rlshift__(a)`."""


class NetworkObjects:
    """What reaches the network in a program, decided from the source of `modules` alone."""

    def __init__(self, program: Program, modules: tuple[Module, ...]) -> None:
        self._program = program
        self._functions = [
            (m, node) for m in modules for node in ast.walk(m.tree) if isinstance(node, Function)
        ]
        self._defined = {node.name for _, node in self._functions}
        self._connections = {(m.path, name) for m in modules for name in self._connected(m)}
        self._reaching = self._spread()

    def is_network_object(self, definition: Definition) -> bool:
        """Whether objects of this class reach the network."""
        return any(
            self._sends(module, method)
            for module, method in self._program.all_methods(definition)
            if not _is_property(method) and method.name not in MAKING
        )

    def is_concrete(self, definition: Definition) -> bool:
        """Whether a class makes network objects, and can be built and used as it stands."""
        return (
            isinstance(definition.node, ast.ClassDef)
            and not _is_abstract(definition.node)
            and self.is_network_object(definition)
        )

    def is_end(self, definition: Definition) -> bool:
        """Whether a concrete class does the work itself: it does not hand on to its like by the same name."""
        return self.is_concrete(definition) and not any(
            hands_on(method) for _, method in self._program.all_methods(definition)
        )

    def makes_one(self, module: Module, expression: ast.expr, hops: int = 8) -> bool:
        """Whether calling `expression` gives back a new network object."""
        found = self._program.resolve(module, expression)
        if not isinstance(found, Definition) or hops == 0:
            return False
        node = found.node
        if isinstance(node, ast.ClassDef):
            return self.is_network_object(found)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            return self._names_maker(found.module, node.value, hops - 1)
        if isinstance(node, Function):
            return self._gives_back_one(found, node, hops - 1)
        return False

    def wraps_one(self, module: Module, call: ast.Call) -> bool:
        """Whether a call hands a network object to a wrapper, and so makes another."""
        handed = (*call.args, *(keyword.value for keyword in call.keywords))
        return self._is_wrapper(module, call.func) and any(self._stands_for(module, each) for each in handed)

    def _is_wrapper(self, module: Module, expression: ast.expr) -> bool:
        """A class that calls what it holds, or a function that gives back a function made in it."""
        while isinstance(expression, ast.Call):  # `patient(0, 2, 4)(send)`
            expression = expression.func
        found = self._program.resolve(module, expression)
        node = found.node if isinstance(found, Definition) else None
        if isinstance(node, ast.ClassDef):
            own = {method.name for method in methods(node)}
            return any(
                first_name(call.func) == "self" and _name(call) not in {*own, ""}
                for method in methods(node)
                if method.name not in MAKING
                for call in _calls(method)
            ) or any(self._reaches_by_operator(method) for method in methods(node))
        if not isinstance(node, Function):
            return False
        inner = {each.name for each in ast.walk(node) if isinstance(each, Function) and each is not node}
        return any(
            isinstance(statement.value, ast.Lambda)
            or (isinstance(statement.value, ast.Name) and statement.value.id in inner)
            for statement in own_returns(node)
        )

    def _stands_for(self, module: Module, expression: ast.expr, hops: int = 8) -> bool:
        """Whether an expression stands for a network object that was built elsewhere, or for a method of one."""
        if hops == 0:
            return False
        if isinstance(expression, ast.Call):
            return self.makes_one(module, expression.func) or self.wraps_one(module, expression)
        found = self._program.resolve(module, expression)
        if not isinstance(found, Definition):
            return isinstance(expression, ast.Attribute) and expression.attr in self._reaching
        if isinstance(found.node, (ast.Assign, ast.AnnAssign)) and found.node.value is not None:
            return self._stands_for(found.module, found.node.value, hops - 1)
        return (
            isinstance(found.node, Function) and found.module is not module and found.name in self._reaching
        )

    def _names_maker(self, module: Module, value: ast.expr, hops: int) -> bool:
        """`make = Watched` and `make = partial(Watched, url)`, but not `send = Watched().send`."""
        if isinstance(value, ast.Call):
            if self._program.resolve(module, value.func) == "functools.partial" and value.args:
                return self.makes_one(module, value.args[0], hops)
            return False
        return self.makes_one(module, value, hops)

    def _gives_back_one(self, found: Definition, node: Function, hops: int) -> bool:
        decorators = (self._program.resolve(found.module, called(each)) for each in node.decorator_list)
        if any(decorator in CACHES for decorator in decorators):
            return False
        own = [each for each in ast.walk(node) if isinstance(each, Function) and each is not node]
        made = {inner.name for inner in own if self._reaches(found.module, inner)}
        shared = {name for each in ast.walk(node) if isinstance(each, ast.Global) for name in each.names}
        for statement in ast.walk(node):
            if isinstance(statement, ast.Assign) and self._is_new(found, statement.value, made, hops):
                made.update(t.id for t in statement.targets if isinstance(t, ast.Name) and t.id not in shared)
        return any(
            self._is_new(found, statement.value, made, hops)
            for statement in own_returns(node)
            if statement.value is not None
        )

    def _is_new(self, found: Definition, value: ast.expr, made: set[str], hops: int) -> bool:
        if isinstance(value, ast.Name):
            return value.id in made
        if isinstance(value, ast.Lambda):
            return self._reaches(found.module, value)
        if not isinstance(value, ast.Call):
            return False
        if isinstance(value.func, ast.Name) and value.func.id == "cls":
            owner = found.name.rpartition(".")[0]
            holder = self._program.member(found.module, owner) if owner else None
            return isinstance(holder, Definition) and self.is_network_object(holder)
        return self.makes_one(found.module, value.func, hops)

    def _spread(self) -> frozenset[str]:
        """The names of functions and methods that reach the network, directly or through each other."""
        reaching: set[str] = set()
        self._reaching = frozenset()
        while True:
            for module, node in self._functions:
                if node.name not in reaching and node.name != "__init__" and self._reaches(module, node):
                    reaching.add(node.name)
            if self._reaching == reaching:
                return self._reaching
            self._reaching = frozenset(reaching)

    def _reaches(self, module: Module, node: ast.AST) -> bool:
        if isinstance(node, Function) and self._reaches_by_operator(node):
            return True
        return any(self._is_network(module, call) or _name(call) in self._reaching for call in _calls(node))

    def _reaches_by_operator(self, method: Function) -> bool:
        """Whether it hands on to what its object holds as `self._held << message` does."""
        held = held_names(method)
        return any(name in self._reaching and first_name(on) in held for name, on in _operators(method))

    def _connected(self, module: Module) -> Iterator[str]:
        """The names to which a file gives what a library makes (`client = httpx.Client()`)."""
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            if is_network_library(self._program.resolve(module, node.value.func)):
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))

    def _is_network(self, module: Module, call: ast.Call) -> bool:
        found = self._program.resolve(module, call.func)
        if isinstance(found, str):
            return is_network_library(found)
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if (
            found is None
            and name in NETWORK_METHODS
            and (module.path, first_name(call.func)) in self._connections
        ):
            return True
        if name not in self._defined:  # `self._post(…)`, where `_post` is held and no method
            name = name.lstrip("_")
        return found is None and name in NETWORK_METHODS and dotted(call.func).startswith(("self.", "cls."))

    def _sends(self, module: Module, method: Function) -> bool:
        """Whether a method reaches the network from what its object holds."""
        held = held_names(method)
        received = set(parameters(method)) - {"self", "cls"}
        for call in _calls(method):
            start = first_name(call.func)
            if self._is_network(module, call) and start not in received:
                return True
            if _name(call) not in self._reaching or start == "super":
                continue
            if start in held or (received and start not in received):
                return True
        return self._reaches_by_operator(method)


def is_network_library(found: Found) -> bool:
    """Whether what a name stands for is of a library whose use is reaching the network."""
    return (
        isinstance(found, str)
        and found.partition(".")[0] in NETWORK
        and not any(found == each or found.startswith(f"{each}.") for each in HARMLESS_NETWORK)
    )


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _operators(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The methods that operators stand for, each with the operand whose method it would be."""
    for each in ast.walk(node):
        if isinstance(each, ast.BinOp):
            yield f"__{OPERATORS[type(each.op)]}__", each.left
            yield f"__r{OPERATORS[type(each.op)]}__", each.right
        elif isinstance(each, ast.AugAssign):
            yield f"__{OPERATORS[type(each.op)]}__", each.target
            yield f"__i{OPERATORS[type(each.op)]}__", each.target


def _name(call: ast.Call) -> str:
    """The last name of what is called; nothing for what plain data can do."""
    if isinstance(call.func, ast.Attribute):
        return "" if call.func.attr in PLAIN_METHODS else call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def first_name(node: ast.expr) -> str:
    """The first name of a chain: `self` of `self._held[0].send`."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def held_names(method: Function) -> set[str]:
    """`self` and the local names that are made from it."""
    held = {"self", "cls"}
    for node in ast.walk(method):
        source = getattr(node, "value", None) or getattr(node, "iter", None)
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        if isinstance(source, ast.expr) and any(
            isinstance(each, ast.Name) and each.id in held for each in ast.walk(source)
        ):
            held.update(
                each.id
                for target in targets
                if isinstance(target, ast.expr)
                for each in ast.walk(target)
                if isinstance(each, ast.Name)
            )
    return held


def hands_on(method: Function) -> bool:
    """Whether a method calls the method of the same name of something that its object holds."""
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr == method.name
        and first_name(call.func) == "self"
        and dotted(call.func) != f"self.{method.name}"
        for call in _calls(method)
    )


def _is_abstract(node: ast.ClassDef) -> bool:
    return any(
        dotted(called(decorator)).endswith("abstractmethod")
        for method in methods(node)
        for decorator in method.decorator_list
    )


def _is_property(method: Function) -> bool:
    return any(dotted(each).endswith("property") for each in method.decorator_list)
