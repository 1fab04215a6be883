"""Only the composition root reads settings or the environment; everything else is handed what it needs.

What the root has built is handed on by the root, too: a class that fetches it from there is told as well.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis.mentions import READING
from ...analysis.program import Definition, Found, Module, Program
from ...analysis.source_files import imports
from ...analysis.value_origins import Origin, origins_of
from ...base.syntax import Body
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed

ENVIRONMENT = frozenset(
    f"{module}.{name}"
    for module in ("os", "posix", "nt")
    for name in ("environ", "environb", "getenv", "getenvb")
) | {"os.path.expandvars", "posixpath.expandvars", "ntpath.expandvars"}
"""What reads the process's environment."""

SPOKEN = frozenset({"environ", "environb", "getenv", "getenvb", "expandvars"})
"""Texts that name it, for `getattr` and its like."""

LOOKING_UP = frozenset(
    {"modules", "import_module", "__import__", "find_spec", "run_module", "resolve_name", "f_globals"}
    | {"getmodule"}
)
"""Names beside which a text with the name of the settings means them."""

SETTINGS = "settings"
"""The module of settings, where a kata names no other."""

_PYTHON = sys.stdlib_module_names | frozenset(dir(builtins))
_PROCESS = re.compile(r"/proc/[^/]+/environ")
_SHELL = re.compile(r"\b(?:printenv|env)\b|\$\{?[A-Za-z_]")


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    settings_module: Annotated[str, Meta(description="the module that only the root may read")] = SETTINGS


def judge(case: Case) -> Judgement:
    """Failed when a file of the code, root and clients aside, imports settings or reads the environment."""
    program = case.new
    layout = case.kata.layout
    options: Options = case.options
    settings = options.settings_module
    evidence: list[Evidence] = []
    root = program.by_path.get(layout.root)
    for module in program.code(layout, case.given):
        if module.path != layout.root and not module.path.startswith(layout.clients):
            evidence.extend(reads(program, module, settings))
            if root is not None:
                evidence.extend(_fetched(program, module, root, settings))
    if not evidence:
        return passed(f"Only {layout.root} reads settings or the environment.")
    fetches = evidence[0].message.startswith("fetches")
    return failed(
        f"{evidence[0].path} {evidence[0].message}."
        if fetches
        else f"{evidence[0].path} reads settings or the environment by itself.",
        expected=f"Objects get what they need through their constructor; only {layout.root} reads settings.",
        seen=f"{evidence[0].path}, line {evidence[0].line}, {evidence[0].message}.",
        evidence=tuple(evidence),
    )


def reads(program: Program, module: Module, settings: str) -> Iterator[Evidence]:
    """Each place where a file gets at the settings or the environment, once a line."""
    seen: set[int] = set()
    for node, message in _findings(program, module, settings):
        line = getattr(node, "lineno", 0)
        if line not in seen:
            seen.add(line)
            yield module.evidence(node, message)


def _findings(program: Program, module: Module, settings: str) -> Iterator[tuple[ast.AST, str]]:
    for item in imports(module.source):
        if item.typing_only:
            continue
        if _is(item.module, settings) or (
            item.name and _is(f"{item.module}.{item.name}".strip("."), settings)
        ):
            yield item.node, f"imports `{settings}`"
        elif f"{item.module}.{item.name}" in ENVIRONMENT:
            yield item.node, "reads the environment"
    yield from _hidden(module, settings)
    origins = origins_of(module.source)
    for expression, scope in origins.nodes():
        if isinstance(expression, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            for origin in origins.of(expression, scope):
                dotted = ".".join((origin.module, *origin.path))
                if dotted in ENVIRONMENT and origin.kind == "thing":
                    yield expression, "reads the environment"
                elif isinstance(expression, ast.Subscript | ast.Call) and _is_module(origin, settings):
                    yield expression, f"imports `{settings}`"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            found = program.resolve(module, node)
            if isinstance(found, str) and found in ENVIRONMENT:
                yield node, "reads the environment"
            elif _stems_from(found, settings):
                yield node, f"gets at `{settings}` through another module"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if _stems_from(program.member(module, alias.asname or alias.name), settings):
                    yield node, f"gets at `{settings}` through another module"


def _stems_from(found: Found, settings: str) -> bool:
    """Whether a name stands for the settings module or for one of its names (`module.settings`, re-exports)."""
    if isinstance(found, Definition):
        return _is(found.module.name, settings)
    return _is(found.name if isinstance(found, Module) else found or "", settings)


def _hidden(module: Module, settings: str) -> Iterator[tuple[ast.AST, str]]:
    """The settings and the environment asked for by text: `getattr(os, "environ")`, `modules["settings"]`."""
    nodes = list(ast.walk(module.tree))
    looks_up = any(name in LOOKING_UP for node in nodes for name in _named(node))
    reads_files = any(name in READING for node in nodes for name in _named(node))
    runs = any(_runs_programs(node) for node in nodes)
    commentary = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in commentary:
            continue
        text = node.value.strip()
        if text in SPOKEN or _PROCESS.search(text) or (runs and _SHELL.search(text)):
            yield node, "reads the environment"
        elif (looks_up and _is(text, settings)) or (reads_files and _is_file(text, settings)):
            yield node, f"imports `{settings}`"


def _named(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return (name,)
    return ()


def _is_file(text: str, settings: str) -> bool:
    return text.rpartition("/")[2] == f"{settings}.py"


def _runs_programs(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="popen" | "system"):
            return True
        case ast.alias(name="subprocess" | "popen" | "system"):
            return True
        case ast.ImportFrom(module="subprocess"):
            return True
    return False


def _fetched(program: Program, module: Module, root: Module, settings: str) -> Iterator[Evidence]:
    """Each place where a file of the module takes what the root has built, once a line."""
    seen: set[int] = set()
    for node, name in _taken(program, module, root.name):
        line = getattr(node, "lineno", 0)
        if line not in seen and _is_built(program, root, name, settings):
            seen.add(line)
            yield module.evidence(node, f"fetches `{name}` from `{root.name}`, which has built it")


def _taken(program: Program, module: Module, root: str) -> Iterator[tuple[ast.AST, str]]:
    """(where, which name) of each name that a file takes from the root, its modules left out.

    While the file is imported, a name that a module of the package has, too, is that module.
    """
    origins = origins_of(module.source)
    taken: list[tuple[ast.AST, str]] = [
        (item.node, item.name)
        for item in imports(module.source)
        if item.module == root and item.name and not item.typing_only
    ]
    for node, scope in origins.nodes():
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
            for origin in origins.of(node, scope):
                if origin.kind == "thing" and origin.module == root and len(origin.path) == 1:
                    taken.append((node, origin.path[0]))
    named = {item.module for item in imports(module.source) if not item.name}
    for node, name in taken:
        submodule = f"{root}.{name}"
        early = not isinstance(origins.scopes[node].owner, Body) or submodule in named
        if not (early and submodule in program.by_name):
            yield node, name


def _is_built(program: Program, root: Module, name: str, settings: str) -> bool:
    """Whether the root makes what it calls so: by calling what is no library of Python's, or from settings."""
    statement = root.bindings.get(name)
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    for node in ast.walk(statement.value):
        if isinstance(node, ast.Call):
            found = program.resolve(root, node.func)
            if not isinstance(found, str) or found.partition(".")[0] not in _PYTHON:
                return True
        if isinstance(node, ast.Name | ast.Attribute):
            found = program.resolve(root, node)
            if _stems_from(found, settings) or (isinstance(found, str) and found in ENVIRONMENT):
                return True
            if isinstance(node, ast.Name) and node.id != name and _is_built(program, root, node.id, settings):
                return True
    return False


def _is_module(origin: Origin, settings: str) -> bool:
    return origin.kind in {"module", "thing"} and _is(origin.module, settings)


def _is(name: str, settings: str) -> bool:
    return name == settings or name.startswith(f"{settings}.")


RULE = Rule("settings_only_in_root", judge, options=Options)
