"""Only the composition root reads settings or the environment; everything else is handed what it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kata.grader.case import Case, Judgement, failed, passed
from kata.grader.classes import Definition, Found, Module, Program
from kata.grader.codebase import imports
from kata.grader.report import Evidence

ENVIRONMENT = frozenset(
    f"{module}.{name}"
    for module in ("os", "posix", "nt")
    for name in ("environ", "environb", "getenv", "getenvb")
)
"""What reads the process's environment."""

DEFAULT_SETTINGS = "settings"


def judge(case: Case) -> Judgement:
    """Failed when a file of the code, root and clients aside, imports settings or reads the environment."""
    program = Program(case.after)
    layout = case.kata.layout
    settings = str(case.options.get("settings_module", DEFAULT_SETTINGS))
    evidence: list[Evidence] = []
    for module in program.code(layout, case.given):
        if module.path != layout.root and not module.path.startswith(layout.clients):
            evidence.extend(reads(program, module, settings))
    if not evidence:
        return passed(f"Only {layout.root} reads settings or the environment.")
    return failed(
        f"{evidence[0].path} reads settings or the environment by itself.",
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
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            found = program.resolve(module, node)
            if isinstance(found, str) and found in ENVIRONMENT:
                yield node, "reads the environment"
            elif _stems_from(found, settings):
                yield node, f"gets at `{settings}` through another module"
        elif isinstance(node, ast.Call):
            yield from _hidden(node, settings)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if _stems_from(program.member(module, alias.asname or alias.name), settings):
                    yield node, f"gets at `{settings}` through another module"


def _stems_from(found: Found, settings: str) -> bool:
    """Whether a name stands for the settings module or for one of its names (`module.settings`, re-exports)."""
    if isinstance(found, Definition):
        return _is(found.module.name, settings)
    return _is(found.name if isinstance(found, Module) else found or "", settings)


def _hidden(call: ast.Call, settings: str) -> Iterator[tuple[ast.AST, str]]:
    """`getattr(os, "environ")` and `sys.modules["settings"]` asked for by text."""
    texts = [
        each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name == "getattr" and any(f"os.{text}" in ENVIRONMENT for text in texts):
        yield call, "reads the environment"
    if name in ("find_spec", "run_path", "import_module", "__import__") and any(
        _is(text.removesuffix(".py"), settings) for text in texts
    ):
        yield call, f"imports `{settings}`"


def _is(name: str, settings: str) -> bool:
    return name == settings or name.startswith(f"{settings}.")
