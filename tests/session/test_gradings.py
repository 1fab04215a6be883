"""What a kept verdict depends on."""

from __future__ import annotations

import tomllib
from pathlib import Path

from kata.session import gradings

ROOT = Path(__file__).parents[2]


def test_every_room_that_has_a_part_in_a_verdict_is_in_its_key():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if "layers" in contract)
    rooms = [room for layer in layers for room in layer.replace("|", ":").replace(" ", "").split(":")]
    below = rooms[rooms.index("session") :]
    assert set(gradings.ROOMS) == set(below)
