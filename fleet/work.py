"""Grades one assignment: bytes in, bytes out. The same bytes get the same verdict on any machine."""

from __future__ import annotations

import functools
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ..base.errors import KataError
from ..content.pack import Pack, built_in
from ..grader.exam.client import Examiner
from ..grader.exam.process import Deadlines
from ..grader.grade import Progress, Submission, grade
from ..sandbox.ladder import ProvedRung, choose
from ..session.gradings import fingerprint
from .assignment import Answer, Assignment, decode, encode
from .parcel import snapshot_of

_alone = threading.Lock()
_loaded = Examiner()
"""This process grades one at a time, and pays once for loading what grades."""


def work(data: bytes, tell: Callable[[Progress], None] = lambda progress: None) -> bytes:
    """The answer to an assignment. It never raises: what goes wrong is an answer, too.

    `tell` is told of each check that is decided.
    """
    begun = time.monotonic()
    with _alone:
        try:
            answer = _answer(decode(data, Assignment), tell)
        except KataError as error:
            answer = Answer(kind="trouble", trouble=str(error))
            _proved.cache_clear()  # walls that did not hold are tried again
        except Exception as error:  # one assignment must not end the worker
            answer = Answer(kind="trouble", trouble=f"{type(error).__name__}: {error}")
    report, took = answer.report, time.monotonic() - begun
    return encode(
        Answer(
            kind=answer.kind,
            fingerprint=answer.fingerprint,
            report=report,
            trouble=answer.trouble,
            host=socket.gethostname(),
            seconds=round(took, 3),
        )
    )


def close() -> None:
    """Ends what was started for gradings."""
    _loaded.close()


def version(pack: str, kata: str) -> str:
    """What a verdict of this process rests on, beside files and walls; a sentence where it cannot grade at all."""
    try:
        return _fingerprint(pack, kata)
    except KataError as error:
        return str(error)


def _answer(asked: Assignment, tell: Callable[[Progress], None]) -> Answer:
    own = version(asked.pack, asked.kata)
    if own != asked.fingerprint:
        return Answer(kind="wrong-version", fingerprint=own)
    submission = Submission(
        current=snapshot_of(asked.current),
        baselines=tuple(snapshot_of(each) for each in asked.baselines),
        refactored=asked.refactored,
    )
    kata = _pack(asked.pack).kata(asked.kata)
    proved = _proved(asked.require)
    report = grade(
        kata,
        asked.stage,
        submission,
        proved=proved,
        examiner=_loaded,
        deadlines=Deadlines(exam=asked.exam_seconds) if asked.exam_seconds else Deadlines(),
        seed=asked.seed,
        progress=tell,
    )
    return Answer(kind="graded", fingerprint=own, report=report)


@functools.cache
def _pack(folder: str) -> Pack:
    return Pack(Path(folder)) if folder else built_in()


@functools.cache
def _fingerprint(pack: str, kata: str) -> str:
    return fingerprint(_pack(pack).kata(kata))


@functools.cache
def _proved(require: str) -> ProvedRung:
    return choose(require=require)
