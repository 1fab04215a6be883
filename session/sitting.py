"""One sitting: a kata, a workspace, and what was kept about them.

What reads and writes the workspace is imported where it is used: `kata brief` and `kata status` need none of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import StateError
from ..base.lock import locked
from ..content.kata import Kata
from ..report.files import read_report, write_report
from ..report.report import Report
from ..workspace.snapshot import Snapshot
from .clock import Clock, Instant
from .disk_space import room_needed
from .events import Amended, Closed, Event, Graded
from .home import ID_FILE
from .pace import OwnPace, Pace
from .progress import Baseline, SittingProgress, closed_label, progress_after
from .record import Record
from .timesheet import Timesheet, timesheet

if TYPE_CHECKING:
    from ..workspace.repository import Repository
    from ..workspace.store import Store


def attempt_label(stage: int, attempt: int) -> str:
    """Label in the store, and name of the report, of one hand-in. Attempts count from 1."""
    return f"stage-{stage}-try-{attempt}"


@dataclass(frozen=True)
class Sitting:
    """What is kept in `folder` about the work in `workspace`, and whose clock counts."""

    folder: Path
    workspace: Path
    kata: Kata
    clock: Clock
    pace: Pace = field(default_factory=OwnPace)

    @cached_property
    def record(self) -> Record:
        """What happened so far."""
        return Record(self.folder / "record.jsonl")

    @cached_property
    def store(self) -> Store:
        """The grader's own copy of every state that was handed in."""
        from ..workspace.store import Store

        return Store(self.folder / "store.git")

    @cached_property
    def repository(self) -> Repository:
        """The trainee's git repository, for people to look at; no verdict rests on it."""
        from ..workspace.repository import Repository

        return Repository(self.workspace)

    def ensure_repository(self) -> None:
        """Makes the repository again if it was deleted, and refuses one that is in the middle of something."""
        from ..workspace.repository import Repository

        if not os.path.lexists(self.workspace / ".git"):
            Repository.create(self.workspace, {}, "Start again: the folder .git was gone")
            (self.workspace / ID_FILE).write_text(f"{self.folder.name}\n", encoding="ascii")
        problem = self.repository.problem()
        if problem:
            raise StateError(problem)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps every other command that changes the sitting out."""
        with locked(self.folder / "lock", wait=False), room_needed(self.workspace, self.folder):
            yield

    def note(self, event: Event, at: Instant | None = None) -> None:
        """Adds to the record."""
        self.record.append(event, at or self.clock.now())

    def progress(self) -> SittingProgress:
        """Tells where the sitting stands now. Raises StateError when its record is gone or was changed."""
        found = progress_after(self.record.entries())
        if not found.stage or not found.baselines:
            raise StateError(
                f"The record of this sitting is gone or was changed ({self.record.path}). "
                "Put it back from a copy, or start again in another folder with `kata start`."
            )
        return found

    def open_progress(self) -> SittingProgress:
        """Tells where it stands, when there is still a stage to work on.

        Raises StateError when there is none.
        """
        now = self.progress()
        if now.between_stages:
            if now.closed == len(self.kata.stages):
                raise StateError("All stages are closed. Read the result: `kata report`, `kata compare`.")
            raise StateError(
                f"Stage {now.stage} is closed, and stage {now.stage + 1} is not revealed yet. Run `kata next` to go on."
            )
        return now

    def timesheet(self, stage: int, until: Instant | None = None) -> Timesheet:
        """Gives the time of a stage that was revealed, up to its closing, to `until` or to now.

        Raises StateError for a stage that is not revealed yet.
        """
        end = until or self.clock.now()
        sheet = timesheet(self.record.entries(), stage, end)
        if sheet is None:
            raise StateError(f"Stage {stage} is not revealed yet.")
        return self.pace.sheet(sheet, stage, end)

    def snapshot(self) -> Snapshot:
        """The workspace's files as they are now."""
        from ..workspace.ingest import ingest

        return ingest(self.workspace, first=self.kata.essential)

    def baselines(self) -> tuple[Snapshot, ...]:
        """The start and what closed each stage, from the grader's own store, held against the record."""
        return tuple(self._kept(stage, baseline) for stage, baseline in enumerate(self.progress().baselines))

    def _kept(self, stage: int, baseline: Baseline) -> Snapshot:
        snapshot = self.store.load(baseline.label)
        if snapshot.tree != baseline.tree:
            raise StateError(
                f"What was kept of stage {stage} is not what the record says. Put {self.folder} back "
                "from a copy; without one, the stages can be judged again with `kata grade`."
            )
        return snapshot

    def remarks(self) -> tuple[str, ...]:
        """What is worth telling about the record, and about a kata that is no longer as it was."""
        from ..workspace.tree import snapshot

        began_as = self.progress().baselines[0].tree
        same = began_as == snapshot({**self.kata.starter, **self.kata.given_at(1)}).tree
        changed = (
            "The kata itself was changed since this sitting began; its given files may differ from yours."
        )
        return (*self.record.problems(), *(() if same else (changed,)))

    def before(self, report: Report) -> Snapshot | None:
        """The state that the report's stage was judged against; None when it is no longer kept."""
        amended = [entry.event.label for entry in self.record.entries() if isinstance(entry.event, Amended)]
        for label in (closed_label(report.stage - 1), *amended):
            snapshot = self.store.load(label)
            if snapshot.tree == report.baselines[report.stage - 1]:
                return snapshot
        return None

    def keep_report(self, report: Report, attempt: int) -> None:
        """Puts the report of one hand-in on the disk, whole or not at all."""
        write_report(report, self._report_path(report.stage, attempt))

    def report(self, stage: int, attempt: int | None = None) -> Report | None:
        """Reads the report of the stage's last graded hand-in (or of that attempt); None when there is none.

        Raises StateError for one that cannot be read.
        """
        if attempt is None:
            verdict = self.last_verdict(stage)
            if verdict is None:
                return None
            attempt = verdict.attempt
        path = self._report_path(stage, attempt)
        report = read_report(path)
        if report is None:
            raise StateError(f"The report {path} cannot be read. Put it back from a copy.")
        return report

    def closings(self, stage: int) -> tuple[Report, ...]:
        """The reports with which the stages before were closed, as many as can still be read."""
        found = []
        for number in range(1, stage):
            with suppress(StateError):
                found.append(self.report(number))
        return tuple(report for report in found if report is not None)

    def last_verdict(self, stage: int) -> Graded | None:
        """What the last grading of that stage came to; None when it was never graded."""
        found = None
        for entry in self.record.entries():
            if isinstance(entry.event, Graded) and entry.event.stage == stage:
                found = entry.event
        return found

    def is_closed(self, stage: int) -> bool:
        """Whether the stage is over."""
        return any(isinstance(e.event, Closed) and e.event.stage == stage for e in self.record.entries())

    def _report_path(self, stage: int, attempt: int) -> Path:
        return self.folder / "reports" / f"{attempt_label(stage, attempt)}.json"
