"""A whole run, as every renderer takes it: the reports of its stages with what stands beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ..report.report import Figures, ObjectPicture, Report
from ..workspace.snapshot import Snapshot


@dataclass(frozen=True)
class Exhibit:
    """One stage of a run: its report, the files before and after, and the references to hold it against.

    `band` is the cost of extension of each reference design at this stage, by its title.
    `reference` is the running objects of the first design, `reference_files` the files it added.
    `given` are the paths that are the kata's own.
    """

    report: Report
    before: Snapshot | None = None
    after: Snapshot | None = None
    reference: ObjectPicture | None = None
    band: Mapping[str, Figures] = field(default_factory=dict)
    reference_files: Mapping[str, bytes] = field(default_factory=dict)
    given: Collection[str] = ()

    @property
    def new_files(self) -> Mapping[str, bytes]:
        """The files that the trainee added at this stage; none when a snapshot is missing."""
        if self.before is None or self.after is None:
            return {}
        known = {*self.before.files, *self.given}
        return {path: data for path, data in self.after.files.items() if path not in known}


@dataclass(frozen=True)
class Passage:
    """A part of the book that a finding sends to: Markdown, and its pictures by name."""

    chapter: str
    section: str
    title: str
    text: str
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Run:
    """A trainee's way through a kata: `kata` is its title, `exhibits` the graded stages in order.

    `reading` is what the findings send to, as far as its reader may see it.
    """

    kata: str
    trainee: str
    exhibits: tuple[Exhibit, ...]
    reading: tuple[Passage, ...] = ()
