"""Lanes share the tests of an exam; they decide only where each test stood for itself."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest
from kata.grader.exam.client import Examiner
from kata.grader.exam.lanes import Lane, in_lanes
from kata.grader.exam.process import Job
from kata.grader.exam.told import Looked, Ran, Tangled, Trouble, Unloadable
from kata.grader.grade import examined
from kata.grader.toolkit.result import TestResult
from kata.report.report import Cause
from kata.sandbox.ladder import RUNGS, ProvedRung, keeps_apart

ROW = ("a.f", "a.py", 1, "function", "")
OTHER_ROW = ("b.f", "b.py", 1, "function", "")
GONE = Unloadable(module="clients.a", cause=Cause(message="gone"))


def passed(number: int) -> TestResult:
    return TestResult(check="behaviour.a", stage=1, number=number, outcome="passed")


def taken(lane: Lane, tell: Any, tests: int = 20) -> None:
    """A lane in which all is well."""
    if lane.is_first:
        tell(Looked())
    for number in range(tests):
        if lane.takes(1, number):
            tell(passed(number))
    tell(Ran(rows=(OTHER_ROW, ROW) if lane.is_first else (OTHER_ROW,)))


def told_by(run: Any, lanes: int = 2) -> tuple[bool, list[Any]]:
    told: list[Any] = []
    return in_lanes(lanes, run, told.append), told


@pytest.mark.parametrize("lanes", [1, 2, 3])
def test_each_test_is_taken_once_and_all_is_told(lanes: int) -> None:
    whole, told = told_by(taken, lanes)
    assert whole
    assert told[0] == Looked()
    assert sorted(each.number for each in told[1:-1]) == list(range(20))
    assert told[-1] == Ran(rows=(ROW, OTHER_ROW))


def killed(_tell: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def raises(_tell: Any) -> None:
    raise RuntimeError("a flaw of the grader's")


@pytest.mark.parametrize(
    "trouble",
    [
        killed,
        raises,
        lambda tell: tell(Tangled()),
        lambda tell: tell(Trouble(trouble="no tests")),
        lambda tell: tell(TestResult(check="a", stage=1, outcome="could-not-run")),
        lambda tell: tell(TestResult(check="a", stage=1, outcome="failed", ended_child=True)),
        lambda tell: tell(Ran(rows=tuple(("a", "a.py", line, "function", "") for line in range(5_000)))),
    ],
)
@pytest.mark.parametrize("number", [0, 1])
def test_where_a_test_may_have_changed_another_lanes_decide_nothing(number: int, trouble: Any) -> None:
    def run(lane: Lane, tell: Any) -> None:
        taken(lane, tell)
        if lane.number == number:
            trouble(tell)

    assert not told_by(run)[0]


@pytest.mark.parametrize("other", [taken, lambda _lane, tell: tell(Tangled()), lambda *_: killed(None)])
def test_what_cannot_be_loaded_is_told_by_the_first_lane_alone(other: Any) -> None:
    def run(lane: Lane, tell: Any) -> None:
        if lane.is_first:
            tell(Tangled())  # it hung, say
            tell(GONE)
            tell(Ran(rows=(ROW,)))
        else:
            other(lane, tell)

    assert told_by(run) == (True, [GONE, Ran(rows=(ROW,))])


def test_a_lane_that_never_ends_is_ended_with_all_that_it_started() -> None:
    ours, theirs = os.pipe()

    def run(lane: Lane, tell: Any) -> None:
        if lane.is_first:
            tell(Looked())
            os.read(ours, 1)  # until both of the other lane's live
            tell(Tangled())
        else:
            os.setsid()
            if os.fork():
                os.write(theirs, b"!")
            signal.pause()

    assert not told_by(run)[0]
    os.close(theirs)
    assert os.read(ours, 1) == b""  # nobody is left who could write


def pipes() -> set[str]:
    """The pipes that this process holds an end of."""
    held = set()
    for link in list(Path("/proc/self/fd").iterdir()):
        with contextlib.suppress(OSError):  # the folder that was listed
            held.add(str(link.readlink()))
    return {name for name in held if name.startswith("pipe:")}


def test_no_lane_draws_or_holds_what_another_does() -> None:
    before = pipes()

    def run(lane: Lane, tell: Any) -> None:
        if lane.is_first:
            tell(Looked())
        own = len(pipes() - before)
        tell(TestResult(check=str(random.random()), stage=1, number=own, outcome="passed"))

    whole, told = told_by(run, 3)
    results = [each for each in told if isinstance(each, TestResult)]
    assert whole
    assert len({each.check for each in results}) == 3
    assert [each.number for each in results] == [1, 1, 1]


def test_only_walls_that_keep_two_jails_apart_have_lanes() -> None:
    assert [rung.name for rung in RUNGS if keeps_apart(rung.name)] == ["jail", "namespaces"]


TESTS = """
import os
import pathlib
import pytest
from kata.grader.toolkit import expect


@pytest.fixture(autouse=True)
def ran():
    with pathlib.Path(__file__).with_name("ran").open("a") as file:
        file.write(f"{os.getpid()}\\n")


@pytest.mark.check("behaviour.a")
@pytest.mark.parametrize("number", range(6))
def test_numbers(launch, number):
    outcome = launch({}, {}).call("clients.a:double", number)
    expect(outcome.value == 2 * number, expected=str(2 * number), seen=str(outcome.value))


@pytest.mark.long
@pytest.mark.check("behaviour.b")
def test_begins_early(launch):
    side = launch({}, {})
    side.set_aside()
    side.call("clients.a:double", 21)
    SIDE
    expect(launch({}, {}).call("clients.a:double", 4).value == 8, expected="8", seen="less")
"""
WRONG = b"def double(number):\n    return 2 * number if number % 2 else 0\n"


def exam(tmp_path: Path, proved: ProvedRung, lanes: int, side: str = "") -> list[TestResult]:
    """The results of a small exam, in the order in which the grader gets them."""
    tests = tmp_path / "1_stage" / "tests"
    tests.mkdir(parents=True, exist_ok=True)
    (tests / "test_a.py").write_text(TESTS.replace("SIDE", side))
    packages = tmp_path / "packages"
    packages.mkdir(exist_ok=True)
    job = Job(
        stage=1,
        tests=((1, str(tests)),),
        tree="",
        packages=str(packages),
        support="",
        rung=proved.rung.name,
        seed="s",
        seams=("clients.a:double",),
    )
    with Examiner(lanes) as examiner:
        told = examined(job, {"clients/a.py": WRONG}, examiner=examiner)
    return [each for each in told if isinstance(each, TestResult)]


def test_results_come_in_the_order_of_the_tests_and_two_processes_find_them(
    tmp_path: Path, proved: ProvedRung
) -> None:
    if not keeps_apart(proved.rung.name):
        pytest.skip("the walls of this machine allow one lane alone")
    alone, shared = exam(tmp_path, proved, 1), exam(tmp_path, proved, 2)
    numbers = [0, 1, 2, 3, 4, 5, 6]
    assert [each.number for each in alone] == [each.number for each in shared] == numbers
    assert (
        [each.outcome for each in alone]
        == [each.outcome for each in shared]
        == [
            "passed",
            "passed",
            "failed",
            "passed",
            "failed",
            "passed",
            "failed",
        ]
    )


def test_what_later_tests_build_on_is_found_out_in_one_lane(tmp_path: Path, proved: ProvedRung) -> None:
    if not keeps_apart(proved.rung.name):
        pytest.skip("the walls of this machine allow one lane alone")
    results = exam(tmp_path, proved, 2, "launch({}, {}).tangle()")
    ran = (tmp_path / "1_stage" / "tests" / "ran").read_text().split()
    assert [each.number for each in results] == list(range(7))
    assert len(ran) > 7  # some ran before it was found out
    assert len(set(ran[-7:])) == 1


def test_what_a_process_aside_does_is_not_told_of_the_test(tmp_path: Path, proved: ProvedRung) -> None:
    alone, beside = (
        exam(tmp_path, proved, 1, 'expect(False, expected="", seen="")'),
        exam(tmp_path, proved, 1),
    )
    assert not alone[-1].acted
    assert beside[-1].acted
