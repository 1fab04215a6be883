"""The layers of `kata verify`, in order: each is looked at only when the one before holds. One file a layer."""

from __future__ import annotations

from ..layer import Layer
from . import dead_ends, edges, fairness, leaks, matrix, mutants, order, shape, times

LAYERS: tuple[Layer, ...] = tuple(
    module.LAYER for module in (shape, leaks, edges, order, matrix, dead_ends, fairness, times, mutants)
)
