"""The layers of `kata verify`, in order: each is looked at only when the one before holds. One file a layer."""

from __future__ import annotations

from ..layer import Layer
from . import matrix, shape

LAYERS: tuple[Layer, ...] = tuple(module.LAYER for module in (shape, matrix))
