"""The cost of extension at one stage, in figures: what was added, what was changed, what grew."""

from __future__ import annotations

import ast
from collections import Counter

from ..analysis.clones import clones
from ..analysis.constructors import constructors
from ..analysis.network_objects import NetworkObjects
from ..analysis.program import Module, classes
from ..analysis.source import text_lines
from ..analysis.source_files import code_files
from ..analysis.states import States
from ..content.kata import Files, Layout
from ..report.report import Figures


def measure(states: States, layout: Layout, given: Files | None = None) -> Figures:
    """What the step from the one state to the other cost, in the trainee's code alone.

    Lines are those with something on them. Code is closed once the module has any, so at stage 1
    nothing is; the composition root never is. Without `given`, what lies beside the module and the
    clients counts as the kata's own.
    """
    before, after = states.before, states.after
    if given is None:
        every_file = {**before.files, **after.files}
        given = {
            p: data for p, data in every_file.items() if not p.startswith((layout.module, layout.clients))
        }
    old = {path: before.files[path] for path in code_files(layout, before.files) if path not in given}
    new = {path: after.files[path] for path in code_files(layout, after.files) if path not in given}
    closed = (
        {path: data for path, data in old.items() if path != layout.root} if _begun(states, layout) else {}
    )
    program = states.new
    modules = program.code(layout, given)
    every = [definition for module in modules for definition in classes(module)]
    network = NetworkObjects(program, modules)
    return Figures(
        files_added=len(new.keys() - before.files.keys()),
        lines_added=sum((_lines(data) - _lines(old.get(path, b""))).total() for path, data in new.items()),
        closed_lines_changed=sum(_changed(data, after.files.get(path, b"")) for path, data in closed.items()),
        duplicated_lines=_duplicated(clones.find(states, layout, given)),
        classes=len(every),
        largest_class_lines=max((_height(each.node) for each in every), default=0),
        most_constructor_parameters=max(
            (each.parameters for each in constructors(program, modules)), default=0
        ),
        inheritance_between_senders=sum(
            any(network.is_concrete(ancestor) for ancestor in program.ancestors(each))
            and network.is_network_object(each)
            for each in every
        ),
    )


def _begun(states: States, layout: Layout) -> bool:
    """Whether the module held more than its root's docstring."""
    if len(states.before.under(layout.module)) > 1:
        return True
    root = states.old.by_path.get(layout.root)
    return root is not None and not _is_bare(root)


def _is_bare(module: Module) -> bool:
    return all(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in module.tree.body
    )


def _lines(data: bytes) -> Counter[str]:
    return Counter(line.strip() for line in text_lines(data) if line.strip())


def _changed(old: bytes, new: bytes) -> int:
    """Lines of one closed file that went, or came in, whichever are more."""
    before, after = _lines(old), _lines(new)
    return max((before - after).total(), (after - before).total())


def _duplicated(found: tuple[clones.Clone, ...]) -> int:
    places = {(clone.copy.module.path, line) for clone in found for line in clone.copy.lines}
    return len(places)


def _height(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
