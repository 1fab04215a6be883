"""The order: do hidden tests pass in another order, so that none lives on what another has left behind?

The last stage of the first right design is graded with every test of every stage turned around: the last file first,
and in each file the last test first.
"""

from __future__ import annotations

import ast
import tempfile
from dataclasses import replace
from pathlib import Path

from ...base.errors import Mistake
from ...base.syntax import Function, parse
from ...content.kata import Kata, Stage
from ..bench import Bench, attempt, failing, stuck
from ..layer import Case, Found, Layer


def look(case: Case) -> Found:
    """Grades the first right design once more."""
    kata = case.kata
    design = case.pack.designs(case.name)[0]
    with tempfile.TemporaryDirectory(prefix="kata-order-") as folder:
        turned = turned_around(kata, Path(folder))
        bench = Bench(turned, case.proved(), workers=1, results=case.results)
        (graded,) = bench.grade([replace(attempt(turned, design, len(kata.stages)), run="order")])
    place = f"stages/{kata.name}"
    if graded.report is None:
        return Found((Mistake(place, "", f"could not be graded in another order: {graded.trouble}"),))
    wrong = sorted(failing(graded.report) | stuck(graded.report))
    told = f"come out otherwise when the tests run in another order (with the design {design.name})"
    return Found(
        tuple(Mistake(place, check, told) for check in wrong),
        ("Hidden tests pass in the opposite order, too, and in another process.",),
    )


def turned_around(kata: Kata, folder: Path) -> Kata:
    """The same kata with copies of its hidden tests in `folder`, in the opposite order."""
    return replace(kata, stages=tuple(_stage(stage, folder / stage.name / "tests") for stage in kata.stages))


def _stage(stage: Stage, folder: Path) -> Stage:
    folder.mkdir(parents=True)
    paths = sorted(stage.tests.rglob("test_*.py"), reverse=True)
    for place, path in enumerate(paths):
        name = f"test_{place:03}_{path.stem.removeprefix('test_')}.py"
        (folder / name).write_text(turned(path.read_text(encoding="utf-8")), encoding="utf-8")
    return replace(stage, tests=folder)


def turned(source: str) -> str:
    """The module with its test functions at its end, the last one first. Comments are lost, and lines move."""
    module = parse(source)
    tests = [node for node in module.body if isinstance(node, Function) and node.name.startswith("test")]
    module.body = [*(node for node in module.body if node not in tests), *reversed(tests)]
    return ast.unparse(module) + "\n"


LAYER = Layer("order", "Do hidden tests pass in another order?", look)
