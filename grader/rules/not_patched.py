"""No new code alters existing classes, functions or modules at run time."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from ...analysis.call_sites import Surroundings
from ...analysis.finding import finding
from ...analysis.patching.patches import patches
from ...analysis.patching.running_functions import RunningFunction, misplaced
from ...analysis.source import Source, excerpt, read
from ...analysis.source_files import code_files, imports
from ...report.report import Evidence
from ..findings import advice, broken
from ..rule import Case, Judgement, Rule, failed, passed

DYNAMIC = frozenset({"exec", "eval", "compile"})
"""Built-ins that run a text as code, which nobody can judge by reading."""


def judge(case: Case) -> Judgement:
    """Whether new or changed source leaves what exists alone; text run as code is told."""
    changed = list(_changed(case))
    around = Surroundings(case.before.files, case.after.files, changed)
    wrong: list[Evidence] = list(_impostors(case))
    told: list[Evidence] = []
    for origins in around.files:
        source = origins.source
        old = _old_patches(case, source)
        for patch in patches(origins, around):
            if old[patch.text] > 0:
                old[patch.text] -= 1
                continue
            wrong.append(_evidence(source, patch.line, patch.end_line, f"`{source.path}` {patch.what}."))
        for line, what in _unjudged(source):
            told.append(_evidence(source, line, line, f"`{source.path}` {what}."))
    if wrong:
        return broken(
            f"Existing code is changed at run time: {wrong[0].message}",
            expected="New code calls, holds and wraps existing code; it never replaces parts of it.",
            evidence=tuple(wrong + told),
        )
    if told:
        return advice("New code does things that cannot be judged by reading.", told)
    return passed("No new code changes existing code at run time.")


def _changed(case: Case) -> Iterator[Source]:
    """Every new or changed Python file that counts as code, the kata's own left out."""
    for path in sorted(code_files(case.kata.layout, case.after.files)):
        data = case.after.files[path]
        if path.endswith(".py") and path not in case.given and case.before.files.get(path) != data:
            yield read(path, data)


def _old_patches(case: Case, source: Source) -> Counter[str]:
    """What a changed file did already when its stage was closed."""
    data = case.before.files.get(source.path)
    old = read(source.path, data) if data is not None else None
    if old is None or old.tree is None:
        return Counter()
    around = Surroundings(case.before.files, case.before.files, [old])
    return Counter(patch.text for patch in patches(around.files[0], around))


def _impostors(case: Case) -> Iterator[Evidence]:
    """New files in the workspace's own folder that take a library's name from under closed code."""
    libraries = sys.stdlib_module_names | {name.lower().replace("-", "_") for name in case.kata.packages}
    used: set[str] = set()
    for path in code_files(case.kata.layout, case.before.files):
        if path.endswith(".py"):
            source = read(path, case.before.files[path])
            used |= {item.module.partition(".")[0] for item in imports(source)}
    for path in case.after.files:
        name = path.partition("/")[0].partition(".")[0]
        module = path.count("/") == 0 or path == f"{name}/__init__.py"
        if (
            path.endswith((".py", ".so"))
            and path not in case.before.files
            and module
            and name in libraries & used
        ):
            yield finding(path, line=1, message=f"`{path}` takes the name of the library `{name}`.")


def _unjudged(source: Source) -> Iterator[tuple[int, str]]:
    """(line, what) of things that nobody can judge by reading."""
    for node in ast.walk(source.tree) if source.tree is not None else ():
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in DYNAMIC:
                yield node.lineno, f"runs text as code with `{name}`, which cannot be judged by reading"
            case ast.Attribute(value=ast.Name(id="sys"), attr="path"):
                yield node.lineno, "uses `sys.path`, which decides where modules come from"


def _evidence(source: Source, line: int, end_line: int, message: str) -> Evidence:
    shown = excerpt(source.lines, line, end_line)
    return finding(source.path, line=line, end_line=end_line, excerpt=shown, message=message)


def judge_running(case: Case, running: Sequence[RunningFunction]) -> Judgement | None:
    """Failed when something alive in the child is not what its own file says."""
    evidence = misplaced(running, case.before, case.after)
    if not evidence:
        return None
    return failed(
        "Existing code was changed while the program ran.",
        expected="every class and module behaves as its own file says",
        seen="; ".join(each.message for each in evidence[:3]),
        evidence=evidence,
    )


RULE = Rule("not_patched", judge, judge_running=judge_running, compares=True, hard=True)
