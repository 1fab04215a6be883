"""list: the katas of a pack, each with its lesson, its minutes and what lies outside of it."""

from __future__ import annotations

from .support.open import open_pack
from .support.screen import Screen

SCHEMA = "kata/list/v1"


def list_katas(screen: Screen, pack_folder: str) -> int:
    """Shows every kata of the pack; raises ContentError for one that cannot be read."""
    pack = open_pack(pack_folder)
    katas = [pack.kata(name) for name in pack.names()]
    if screen.json:
        rows = [
            {
                "name": kata.name,
                "title": kata.title,
                "lesson": kata.lesson,
                "edge": kata.edge,
                "minutes": [stage.minutes for stage in kata.stages],
            }
            for kata in katas
        ]
        screen.document({"schema": SCHEMA, "katas": rows})
        return 0
    for kata in katas:
        minutes = sum(stage.minutes for stage in kata.stages)
        screen.show(f"{kata.name}: {kata.title}, {len(kata.stages)} stages, {minutes} minutes")
        screen.show(f"  Lesson  {kata.lesson}")
        screen.show(f"  Edge    {kata.edge}")
        screen.show(f"  Play    kata demo {kata.name}, then kata start {kata.name}")
    return 0
