"""A check that a rule decides fails by a hidden test too, where that shows code of this stage."""

from __future__ import annotations

from typing import Literal

import pytest
from kata.analysis.states import States
from kata.content.kata import Kata
from kata.content.pack import built_in
from kata.grader.asked import asked
from kata.grader.check_results import ruled
from kata.grader.tested import by_tests
from kata.grader.toolkit.result import TestResult
from kata.report.report import Evidence
from kata.workspace.tree import snapshot

CHECK = "duplication.none"
OLD = b"import time\n\n\ndef wait():\n    time.sleep(1)\n    time.sleep(2)\n"
NEW = b"# new\n@print\ndef doze():\n    return 1\n"


@pytest.fixture(scope="module")
def kata() -> Kata:
    return built_in().kata("sms")


def place(path: str, line: int) -> Evidence:
    return Evidence(path=path, line=line, end_line=line, message="here")


Said = Literal["passed", "failed", "could-not-run"]


def result(outcome: Said = "failed", places: tuple[Evidence, ...] = (), ended: bool = False) -> TestResult:
    return TestResult(
        check=CHECK, stage=3, outcome=outcome, expected="one", seen="two", places=places, ended_child=ended
    )


def judged(kata: Kata, *results: TestResult):
    before = snapshot({"sms/old.py": OLD})
    after = snapshot({"sms/old.py": OLD, "sms/new.py": NEW})
    return by_tests(kata, 3, results, before, after).get(CHECK)


def test_both_places_are_shown_with_the_lines_of_their_functions(kata):
    judgement = judged(kata, result(places=(place("sms/new.py", 2), place("sms/old.py", 4))))
    assert (judgement.outcome, judgement.expected, judgement.seen) == ("failed", "one", "two")
    assert judgement.summary == "two."
    new, old = judgement.evidence
    assert (new.line, new.end_line, new.excerpt) == (2, 4, "@print\ndef doze():\n    return 1")
    assert (old.line, old.end_line) == (4, 6)


@pytest.mark.parametrize(
    "results",
    [
        (),
        (result("passed"),),
        (result(places=(place("sms/old.py", 4),)),),
        (result(places=(place("nowhere.py", 1),)),),
        (result(ended=True),),
    ],
    ids=["none", "passed", "closed code alone", "no file", "the process ended"],
)
def test_nothing_is_claimed_without_new_code_to_show(kata, results):
    assert judged(kata, *results) is None


def test_a_test_that_could_not_run_leaves_the_check_undecided(kata):
    assert judged(kata, result("could-not-run")).outcome == "could-not-run"


def test_results_of_other_checks_are_not_theirs(kata):
    other = TestResult(
        check="behaviour.delivers", stage=1, outcome="failed", places=(place("sms/new.py", 2),)
    )
    assert judged(kata, other) is None


def test_the_worst_of_rule_and_test_counts_with_the_evidence_of_both(kata):
    start = snapshot({**kata.starter, **kata.given_at(1)})
    loop = (
        b"import time\n\n\ndef %s(send):\n    for wait in (0, 2, 4):\n        try:\n            return send()\n"
        b"        except OSError:\n            time.sleep(wait)\n    return send()\n"
    )
    clean = snapshot({**start.files, "sms/one.py": loop % b"one"})
    copied = snapshot({**clean.files, "sms/two.py": loop % b"two"})
    tested = by_tests(kata, 2, [result(places=(place("sms/one.py", 4),))], start, clean)

    def outcome(current, tests):
        return ruled(kata, 2, States(start, current), asked(kata), (), tests)[CHECK]

    assert outcome(clean, {}).outcome == "passed"
    assert outcome(clean, tested).outcome == "failed"
    alone, both = outcome(copied, {}), outcome(copied, tested)
    assert (both.outcome, both.summary) == ("failed", alone.summary)
    assert both.seen == f"{alone.seen} two."
    assert both.evidence == (*alone.evidence, *tested[CHECK].evidence)
