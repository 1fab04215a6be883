"""Draws the rooms of the engine from its imports, as Mermaid: `python docs/draw_house.py`.

An arrow says that a room imports another. One that goes without saying, since a longer way leads there, is left out.
"""

from __future__ import annotations

import sys

import grimp


def arrows() -> list[tuple[str, str]]:
    """The rooms that import each other, as (above, below), without those that a longer way implies."""
    graph = grimp.build_graph("kata")
    rooms = sorted(graph.find_children("kata"))
    below = {
        room: {
            other
            for other in rooms
            if other != room and graph.direct_import_exists(importer=room, imported=other, as_packages=True)
        }
        for room in rooms
    }

    def reached(room: str) -> set[str]:
        return below[room].union(*(reached(other) for other in below[room]))

    return [
        (room.removeprefix("kata."), other.removeprefix("kata."))
        for room in rooms
        for other in sorted(below[room])
        if not any(other in reached(between) for between in below[room] - {other})
    ]


def picture() -> str:
    """The picture as the text of a Mermaid graph."""
    return "\n".join(["graph TD", *(f"    {above} --> {below}" for above, below in arrows())]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(picture())
