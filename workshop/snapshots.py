"""Snapshots in the database, each under its tree: the same files are kept once, as the parcel that came."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from ..content.kata import Kata
from ..fleet.parcel import pack, unpack
from ..workspace.snapshot import Snapshot
from ..workspace.tree import snapshot as snapshot_of
from .store.tables import snapshot

KEEP = text(
    "INSERT INTO snapshot (tree, parcel, bytes) VALUES (:tree, :parcel, :bytes) ON CONFLICT DO NOTHING"
)
"""Another room may keep the same files at the same moment."""


def keep(connection: Connection, state: Snapshot) -> str:
    """Keeps the files, unless they are there; returns their tree."""
    parcel = pack(state)
    connection.execute(KEEP, {"tree": state.tree, "parcel": parcel, "bytes": len(parcel)})
    return state.tree


def load(connection: Connection, tree: str) -> Snapshot:
    """The files that were kept under that tree."""
    query = select(snapshot.c.parcel).where(snapshot.c.tree == tree)
    return unpack(connection.execute(query).scalar_one())


def start_of(kata: Kata) -> Snapshot:
    """What a workspace holds when stage 1 begins."""
    return snapshot_of({**kata.starter, **kata.given_at(1)})
