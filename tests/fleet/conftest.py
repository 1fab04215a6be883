"""Assignments of the miniature kata, and every courier that this machine can start."""

from __future__ import annotations

from pathlib import Path

import pytest
from kata.content.designs import state
from kata.content.pack import Pack
from kata.fleet.assignment import Assignment
from kata.fleet.parcel import parcel_of
from kata.sandbox.ladder import ProvedRung
from kata.session.gradings import fingerprint
from kata.workspace.tree import snapshot

PACK = Path(__file__).parents[1] / "commands" / "pack"


@pytest.fixture(scope="session")
def asked(proved: ProvedRung) -> Assignment:
    """The right design at stage 1."""
    pack = Pack(PACK)
    kata = pack.kata("tea")
    (design, *_) = pack.designs("tea")
    start = snapshot({**kata.starter, **kata.given_at(1)})
    return Assignment(
        fingerprint=fingerprint(kata),
        kata="tea",
        pack=str(PACK),
        stage=1,
        current=parcel_of(snapshot(state(kata, design, 1))),
        baselines=(parcel_of(start),),
        seed="one",
        require=proved.rung.name,
    )
