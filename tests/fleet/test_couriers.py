"""What holds of every courier: each job gets its answer, once; a lost one is asked again."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from kata.base.errors import MachineError
from kata.fleet.assignment import Answer, decode, encode
from kata.fleet.courier import Courier, Lost, Progress
from kata.fleet.dask import Dask
from kata.fleet.fleet import Fleet, WrongVersion
from kata.fleet.local import Local


@pytest.fixture(scope="module", params=["local", "dask"])
def courier(request) -> Iterator[Courier]:
    made = Local(2) if request.param == "local" else Dask(request.getfixturevalue("cluster").scheduler)
    yield made
    made.close()


def arrived(courier: Courier, count: int) -> dict[int, Any]:
    found: dict[int, Any] = {}
    while len(found) < count:
        for job, what in courier.arrivals(60):
            if isinstance(what, Progress):
                continue
            assert job not in found
            found[job] = what
    return found


def test_each_job_gets_its_own_answer_once_and_the_same_bytes_the_same_verdict(courier, asked):
    other = msgspec.structs.replace(asked, current=asked.baselines[0])
    courier.send(1, encode(asked))
    courier.send(2, encode(other))
    found = arrived(courier, 2)
    right, wrong = (decode(found[job], Answer) for job in (1, 2))
    assert right.kind == wrong.kind == "graded"
    assert right.report.passed and not wrong.report.passed
    courier.send(3, encode(asked))
    assert decode(arrived(courier, 1)[3], Answer).report == right.report


def test_what_cannot_be_graded_is_an_answer_too(courier, asked):
    strange = msgspec.structs.replace(asked, fingerprint="another")
    unknown = msgspec.structs.replace(asked, stage=9)
    for job, (data, kind) in enumerate(
        [(encode(strange), "wrong-version"), (encode(unknown), "trouble"), (b"nonsense", "trouble")], start=10
    ):
        courier.send(job, data)
        assert decode(arrived(courier, 1)[job], Answer).kind == kind


def test_a_job_can_be_stopped_and_blames_nobody(courier, asked):
    courier.send(20, encode(asked))
    courier.stop(20)
    what = arrived(courier, 1)[20]
    assert isinstance(what, bytes) or not what.blame
    courier.send(21, encode(asked))
    assert isinstance(arrived(courier, 1)[21], bytes)


def test_a_worker_that_answers_while_it_is_stopped_takes_the_next_job_all_the_same(asked):
    local = Local(1)
    local.send(1, encode(asked))
    (worker,) = local._workers
    job = worker.job
    arrived(local, 1)
    worker.job = job  # as it stands for whoever stops it just before the answer is read
    local.stop(1)
    worker.job = None
    local.send(2, encode(asked))
    assert isinstance(arrived(local, 1)[2], bytes)
    local.close()


def test_a_worker_of_this_machine_tells_how_far_it_is(asked):
    local = Local(1)
    local.send(1, encode(asked))
    came: list[Any] = []
    while not came or isinstance(came[-1], Progress):
        came += [what for _, what in local.arrivals(60)]
    local.close()
    *told, answer = came
    assert decode(answer, Answer).report.passed
    assert told and all(isinstance(each, Progress) for each in told)
    decided = [each.decided for each in told]
    assert decided == sorted(set(decided)) and 0 < decided[-1] <= told[-1].total


class Scripted:
    """A courier whose arrivals are told beforehand: for each sending, what comes back."""

    def __init__(self, *script: bytes | Lost) -> None:
        self.script = list(script)
        self.sent: list[bytes] = []
        self._ready: list[tuple[int, bytes | Lost]] = []

    def capacity(self):
        return 1

    def trouble(self):
        return ""

    def send(self, job, data):
        self.sent.append(data)
        self._ready.append((job, self.script.pop(0)))

    def stop(self, job):
        raise NotImplementedError

    def arrivals(self, seconds):
        found, self._ready = self._ready, []
        return found

    def close(self):
        pass


GRADED = encode(Answer(kind="trouble", trouble="done"))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ((Lost("gone", True), Lost("gone", True), GRADED), "done"),
        ((Lost("gone", True),) * 3, "3 workers ended"),
        ((Lost("network", False),) * 5 + (GRADED,), "done"),
    ],
    ids=["asked-again", "given-up", "nobody-to-blame"],
)
def test_a_lost_job_is_asked_again_but_not_for_ever(asked, script, said):
    courier = Scripted(*script)
    with Fleet(courier) as fleet, pytest.raises(MachineError, match=said):
        fleet.ask(asked)
    assert courier.script == []


def test_a_worker_of_another_version_is_refused_in_a_sentence(asked):
    answer = encode(Answer(kind="wrong-version", fingerprint="x", host="far"))
    with Fleet(Scripted(answer)) as fleet, pytest.raises(WrongVersion, match="The worker on far has another"):
        fleet.ask(asked)


def test_the_same_question_is_asked_once_at_a_time(asked):
    with Fleet(Local(1)) as fleet, ThreadPoolExecutor(2) as threads:
        first, second = threads.map(fleet.ask, [asked, asked])
    assert first is not second and first == second


def test_a_killed_worker_costs_a_retry_and_no_result(asked):
    local = Local(1)
    with Fleet(local) as fleet:
        before = fleet.ask(asked)
        (worker,) = local._workers
        pid = worker._process.pid
        with ThreadPoolExecutor(1) as threads:
            os.kill(pid, signal.SIGSTOP)
            again = threads.submit(fleet.ask, msgspec.structs.replace(asked, seed="two"))
            while worker.job is None:
                threading.Event().wait(0.01)
            os.kill(pid, signal.SIGKILL)
            assert again.result(60).report.passed is before.report.passed is True
        assert worker._process.pid != pid
