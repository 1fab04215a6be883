"""The cost of extension beside the band of the references: what each figure is, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..report.report import Figures

MEASURES: tuple[tuple[str, str], ...] = (
    ("closed_lines_changed", "lines changed in closed code"),
    ("lines_added", "new lines"),
    ("duplicated_lines", "duplicated lines"),
    ("files_added", "new files"),
    ("classes", "classes"),
    ("largest_class_lines", "lines of the largest class"),
    ("most_constructor_parameters", "most constructor parameters"),
    ("inheritance_between_senders", "inheriting network objects"),
    ("minutes", "minutes"),
)
"""Field of `Figures` and what it is called; what an extension cost comes first."""

CHARTED = ("closed_lines_changed", "lines_added", "duplicated_lines", "minutes")
"""The measures that the pictures show."""


@dataclass(frozen=True)
class Cost:
    """One figure of the trainee's, with the least and the most of the references (None: no band)."""

    field: str
    name: str
    value: float | None
    least: float | None
    most: float | None

    @property
    def stands(self) -> str:
        """Where the figure stands, in a word."""
        if self.value is None or self.least is None or self.most is None:
            return ""
        return "below" if self.value < self.least else "above" if self.value > self.most else "within"

    @property
    def band(self) -> str:
        """`22 to 41`, or `0` when all references agree."""
        if self.least is None or self.most is None:
            return ""
        if self.least == self.most:
            return f"{self.least:g}"
        return f"{self.least:g} to {self.most:g}"


def costs(figures: Figures, band: Mapping[str, Figures]) -> tuple[Cost, ...]:
    """Every measure of one stage against its band."""
    return tuple(_cost(field, name, figures, band) for field, name in MEASURES)


def _cost(field: str, name: str, figures: Figures, band: Mapping[str, Figures]) -> Cost:
    known = [
        value for value in (getattr(reference, field) for reference in band.values()) if value is not None
    ]
    value = getattr(figures, field)
    return Cost(field, name, value, min(known) if known else None, max(known) if known else None)
