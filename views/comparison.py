"""The trainee's stage beside the references on a terminal: figures, running objects, new files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import wording
from .cost import Cost, costs
from .escape import code_line, one_line, short
from .objects import Branch, branches, sentence
from .terminal import Voice

if TYPE_CHECKING:
    from rich.console import Console
    from rich.tree import Tree

    from ..report.report import ObjectPicture
    from .run import Exhibit

SIDE_BY_SIDE = 140  # columns from which two columns of code can be read
VALUES = 60  # characters of an object's plain values
SCALE = 20  # columns of a bar
FILE_LINES = 200  # lines of one file; the rest is in the editor


def print_comparison(exhibit: Exhibit, console: Console) -> None:
    """Prints one closed stage of the trainee's beside the references."""
    say = Voice(console)
    say.line(f"Stage {wording.stage_title(exhibit.report)}: yours beside the reference", "bold")
    say.blank()
    _print_figures(exhibit, say)
    _print_objects(exhibit, say)
    _print_files(exhibit, say)


def object_tree(picture: ObjectPicture, title: str = "", *, plain: bool = False) -> Tree:
    """The running objects as a tree for a terminal."""
    from rich.text import Text
    from rich.tree import Tree

    def grow(tree: Tree, branch: Branch) -> None:
        via = f"{branch.via}: " if branch.via else ""
        values = "" if branch.again or not branch.values else f"  {short(branch.values, VALUES)}"
        node = tree.add(Text.assemble((via, "dim"), branch.words, (values, "dim")))
        for child in branch.children:
            grow(node, child)

    tree = Tree(Text(title, style="bold"), hide_root=not title)
    for branch in branches(picture):
        grow(tree, branch)
    if picture.truncated:
        tree.add(Text("..." if plain else "…"))
    return tree


def bar(cost: Cost, width: int = SCALE, *, plain: bool = False) -> str:
    """The band as a bar with the trainee's figure as a dot on it, from nothing to the largest; empty without a band."""
    if cost.value is None or cost.least is None or cost.most is None:
        return ""
    top = max(cost.value, cost.most, 1)
    cells = [" " if plain else "·"] * width
    for cell in range(_cell(cost.least, top, width), _cell(cost.most, top, width) + 1):
        cells[cell] = "=" if plain else "━"
    cells[_cell(cost.value, top, width)] = "o" if plain else "●"
    return "".join(cells)


def _cell(value: float, top: float, width: int) -> int:
    return min(width - 1, max(0, round((width - 1) * value / top)))


def _print_figures(exhibit: Exhibit, say: Voice) -> None:
    if exhibit.report.figures is None:
        say.line("No figures were taken of this stage.")
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("Cost of extension", "Yours", "References", "", ""):
        table.add_column(say.text(heading), justify="right" if heading == "Yours" else "left", no_wrap=True)
    for cost in costs(exhibit.report.figures, exhibit.band):
        value = "not known" if cost.value is None else wording.number(cost.value)
        table.add_row(
            say.text(cost.name),
            say.text(value),
            say.text(cost.band),
            say.text(bar(cost, plain=say.plain)),
            cost.stands,
        )
    say.console.print(table, highlight=False)
    if exhibit.band:
        say.line(
            "● yours, ━ the references: " + ", ".join(one_line(name, 60) for name in exhibit.band), "dim"
        )
    say.blank()


def _print_objects(exhibit: Exhibit, say: Voice) -> None:
    for title, picture in (
        ("Your running objects", exhibit.report.objects),
        ("The reference's", exhibit.reference),
    ):
        if picture is None or not picture.nodes:
            continue
        say.line(title, "bold")
        say.line(sentence(picture), indent=2)
        say.console.print(object_tree(picture, plain=say.plain), highlight=False)
        say.blank()


def _print_files(exhibit: Exhibit, say: Voice) -> None:
    if not exhibit.new_files and not exhibit.reference_files:
        return
    if say.console.width >= SIDE_BY_SIDE:
        from rich.table import Table

        half = (say.console.width - 3) // 2
        pair = Table.grid(padding=(0, 3, 0, 0))
        pair.add_column(width=half, no_wrap=True, overflow="ellipsis")
        pair.add_column(width=half, no_wrap=True, overflow="ellipsis")
        pair.add_row(say.text("Your new files", "bold"), say.text("The reference's new files", "bold"))
        pair.add_row(say.text(_listing(exhibit.new_files)), say.text(_listing(exhibit.reference_files)))
        say.console.print(pair, highlight=False)
        return
    for title, files in (
        ("Your new files", exhibit.new_files),
        ("The reference's new files", exhibit.reference_files),
    ):
        if files:
            say.line(title, "bold")
            for line in _listing(files).splitlines():
                say.code(line, indent=0)
            say.blank()


def _listing(files: Mapping[str, bytes]) -> str:
    lines = []
    for path, data in files.items():
        lines.append(f"{one_line(path, 200)}")
        source = data.decode("utf-8", "replace").splitlines()
        lines += [
            f"{number:>4} │ {code_line(line)}" for number, line in enumerate(source[:FILE_LINES], start=1)
        ]
        if len(source) > FILE_LINES:
            lines.append(f"     … {wording.count(len(source) - FILE_LINES, 'more line')}")
        lines.append("")
    return "\n".join(lines)
