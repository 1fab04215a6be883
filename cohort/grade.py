"""Grades a cohort: each submission by itself, as many at a time as there are workers, each result kept as it comes.

Killed at any moment and run again, it goes on: a submission is done when its line in the ledger says so, its
gradings are kept one by one before that, and what was half written is written again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..base.errors import KataError, UsageError
from ..base.strangers_text import printable
from ..content.kata import Kata
from ..fleet.fleet import WrongVersion
from ..mentor.judged import Judged, judge_states, open_handed_over
from ..mentor.state import State
from ..mentor.submitted_states import AS_IT_IS, find_states
from ..session.amendment_kind import RightDesign
from ..session.gradings import Gradings, fingerprint
from ..session.handin import Grade
from ..session.home import Home
from .fetch import fetched
from .ledger import Ledger
from .result import Result, result_of
from .similar import own
from .sources import Source

PEOPLE = "people"
"""The folder with one folder for each submission."""

Export = Callable[[Judged], Mapping[str, bytes]]
"""A graded submission as files, by name."""


@dataclass(frozen=True)
class Cohort:
    """How every submission of a cohort is graded. `stage`: only that one; 0: all that are handed over.

    `gradings` makes, for each submission, the gradings that may be shown again; `common` are fingerprints of code that
    counts for nobody.
    """

    kata: Kata
    out: Path
    grade: Grade
    gradings: Callable[[], Gradings]
    walls: str
    right: RightDesign | None
    export: Export
    stage: int = 0
    again: bool = False
    common: frozenset[int] = frozenset()
    rules: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", fingerprint(self.kata))


@dataclass(frozen=True)
class Done:
    """One submission is done; `graded_before` says whether it was graded before."""

    source: Source
    result: Result
    graded_before: bool


def grade_all(cohort: Cohort, ledger: Ledger, sources: Sequence[Source], at_once: int) -> Iterator[Done]:
    """Each submission as it is done, in the order in which they are; one that is broken costs only itself.

    `at_once` submissions are in memory at a time. Raises WrongVersion, and whatever else concerns all of them.
    """
    ledger.begin(sources)
    waiting = iter(sources)
    with ThreadPoolExecutor(at_once, thread_name_prefix="submission") as threads:
        running: set[Future[Done]] = set()
        try:
            while True:
                while len(running) < at_once and (source := next(waiting, None)) is not None:
                    running.add(threads.submit(_one, cohort, ledger, source))
                if not running:
                    return
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for each in ended:
                    yield each.result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _one(cohort: Cohort, ledger: Ledger, source: Source) -> Done:
    key = ""
    prints: frozenset[int] = frozenset()
    try:
        with _read(cohort, source) as folder:
            states = _states(cohort, folder)
        key = _key(cohort, states)
        known = None if cohort.again else ledger.known(source, key)
        if known is not None and (cohort.out / PEOPLE / source.name).is_dir():
            return Done(source, known, graded_before=True)
        only = (cohort.stage,) if cohort.stage else ()
        found = judge_states(
            cohort.kata,
            source.name,
            states,
            cohort.grade,
            cohort.gradings(),
            cohort.right,
            again=cohort.again,
            only=only,
        )
        result = result_of(source.name, source.place, found)
        _write(cohort.out / PEOPLE / source.name, cohort.export(found))
        prints = own(cohort.kata, states[-1].stage, states[-1].snapshot.files) - cohort.common
    except WrongVersion:
        raise
    except KataError as error:
        result = Result(name=source.name, place=source.place, error=printable(str(error)))
    except Exception as error:  # a stranger's repository must not end the others
        result = Result(
            name=source.name, place=source.place, error=printable(f"{type(error).__name__}: {error}")
        )
    ledger.keep(source, key if result.decided else "", result, prints)
    return Done(source, result, graded_before=False)


@contextmanager
def _read(cohort: Cohort, source: Source) -> Iterator[Path]:
    if source.is_address:
        with fetched(source.place) as folder:
            yield folder
    else:
        with open_handed_over(Path(source.place)) as folder:
            yield folder


def _states(cohort: Cohort, folder: Path) -> tuple[State, ...]:
    """What was handed over, up to the one stage that is meant; files that do not say their stage are taken for it."""
    try:
        found = find_states(cohort.kata, folder, {}, Home())
    except UsageError:
        if not cohort.stage:
            raise
        return find_states(cohort.kata, folder, {cohort.stage: AS_IT_IS}, Home())
    if cohort.stage:
        if len(found) <= cohort.stage:
            raise UsageError(f"Stage {cohort.stage} was not handed over; the last is {len(found) - 1}.")
        return found[: cohort.stage + 1]
    return found


def _key(cohort: Cohort, states: tuple[State, ...]) -> str:
    """Another one when anything is that a result rests on: the rules, the walls, the files, what they claim."""
    parts = [cohort.rules, cohort.walls, str(cohort.stage)]
    for state in states:
        marked = [f"{each.snapshot.tree} {each.reason}" for each in state.marked]
        oddities = [f"{oddity.path}: {oddity.reason}" for oddity in state.snapshot.oddities]
        parts += [state.source, state.ref, state.snapshot.tree, state.baseline.tree, str(state.refactored)]
        parts += [*marked, *oddities, *map(repr, state.amendments)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder whole or not at all."""
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.{threading.get_ident()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, data in files.items():
        (fresh / name).write_bytes(data)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
