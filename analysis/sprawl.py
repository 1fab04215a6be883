"""Two measures of a program that SlopCodeBench publishes (Orlanski and others, 2026): erosion, and verbosity in part.

Structural erosion is the share of a program's mass that lies in functions of high complexity. Verbosity there is
the share of lines that are copies or match one of its lists of wordy patterns; those lists are not used here, so
the share of copied lines is all that is told.
"""

from __future__ import annotations

import ast
import math

from ..base.syntax import Function
from ..content.kata import Files, Layout
from ..workspace.snapshot import Snapshot
from .clones import clones
from .program import Program
from .source import text_lines
from .states import States

HIGH = 10
"""Branches of a function beyond which its complexity is high."""

BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.Assert,
    ast.match_case,
)


def erosion(state: Snapshot, layout: Layout, given: Files) -> float:
    """The share, 0 to 1, of mass in functions with over `HIGH` branches; mass is complexity times the root of lines."""
    masses = [
        (complexity(node), complexity(node) * math.sqrt(_lines(node)))
        for module in Program(state).code(layout, given)
        for node in ast.walk(module.tree)
        if isinstance(node, Function)
    ]
    whole = sum(mass for _, mass in masses)
    return sum(mass for branches, mass in masses if branches > HIGH) / whole if whole else 0.0


def copied(start: Snapshot, state: Snapshot, layout: Layout, given: Files) -> float:
    """The share, 0 to 1, of the lines with something on them that repeat others."""
    states = States(start, state)
    files = {module.path for module in states.new.code(layout, given)}
    lines = sum(sum(bool(line.strip()) for line in text_lines(state.files[path])) for path in files)
    found = clones.find(states, layout, given)
    copies = {(clone.copy.module.path, line) for clone in found for line in clone.copy.lines}
    return len(copies) / lines if lines else 0.0


def complexity(function: Function) -> int:
    """McCabe's: 1, and 1 for each branch, further part of a condition, and loop of a comprehension."""
    count = 1
    for node in ast.walk(function):
        if isinstance(node, BRANCHES):
            count += 1
        elif isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            count += 1 + len(node.ifs)
    return count


def _lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
