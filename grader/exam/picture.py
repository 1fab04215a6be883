"""The picture of the running objects, as a child told it, taken in as data from a stranger."""

from __future__ import annotations

from typing import Any

from ...base.strangers_text import printable
from ...report.report import ObjectNode, ObjectPicture

MAX_NODES = 100
MAX_EDGES = 100
MAX_TEXT = 200
KINDS = ("object", "function", "class", "value", "container")


def picture_of(told: dict[str, Any]) -> ObjectPicture:
    """The picture; whatever does not have the right shape is left out."""
    rows = told.get("nodes")
    nodes = rows[:MAX_NODES] if isinstance(rows, list) else []
    return ObjectPicture(
        roots=_edges(told.get("roots"), len(nodes)),
        nodes=tuple(_node(row if isinstance(row, dict) else {}, len(nodes)) for row in nodes),
        truncated=told.get("truncated") is True,
    )


def _node(row: dict[str, Any], count: int) -> ObjectNode:
    kind = row.get("kind")
    return ObjectNode(
        label=_text(row.get("label")) or "?",
        module=_text(row.get("module")),
        kind=kind if kind in KINDS else "object",
        detail=_text(row.get("detail")),
        edges=_edges(row.get("edges"), count),
    )


def _edges(rows: Any, count: int) -> tuple[tuple[str, int], ...]:
    found = rows[:MAX_EDGES] if isinstance(rows, list) else []
    return tuple(
        (_text(row[0]), row[1])
        for row in found
        if isinstance(row, list) and len(row) == 2 and type(row[1]) is int and 0 <= row[1] < count
    )


def _text(value: Any) -> str:
    return printable(value[:MAX_TEXT]) if isinstance(value, str) else ""
