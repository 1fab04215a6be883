"""In how many lanes an exam runs changes nothing that is told: not of right code, of wrong code, nor of an attack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from kata.content.kata import Kata
from kata.content.pack import Pack
from kata.grader.exam.client import Examiner
from kata.grader.exam.process import Deadlines
from kata.grader.grade import Submission, grade
from kata.report.report import decode, encode
from kata.sandbox import ladder

from .conftest import DEADLINES, attacks

ENDLESS = Deadlines(call=2.0, exam=60.0)  # real seconds; no call of such an attack comes back sooner or later
PORT = re.compile(rb"127\.0\.0\.1:\d+")


@pytest.fixture(scope="module")
def examiners() -> Iterator[tuple[Examiner, ...]]:
    with Examiner(1) as one, Examiner(2) as two:
        yield one, two


@pytest.fixture
def told(
    examiners: tuple[Examiner, ...], proved: ladder.ProvedRung
) -> Callable[[Kata, int, Submission, Deadlines], list[bytes]]:
    """The report by one lane and by two, as bytes; only the numbers of ports are another each time."""

    def graded(kata: Kata, stage: int, submission: Submission, deadlines: Deadlines) -> list[bytes]:
        if not ladder.keeps_apart(proved.rung.name):
            pytest.skip("the walls of this machine allow one lane alone")
        reports = [
            grade(kata, stage, submission, proved=proved, examiner=examiner, deadlines=deadlines)
            for examiner in examiners
        ]
        return [PORT.sub(b"PORT", encode(report)) for report in reports]

    return graded


@pytest.mark.parametrize(
    "name",
    [
        "ends-the-process-in-the-call",
        "endless-loop",
        "endless-import",
        "memory-bomb-of-many",
        "kills-everything-in-reach",
    ],
)
def test_an_attack_is_told_alike(name, shortened, handed_in, told):
    attack = attacks()[name]
    deed = {"sms/deed.py": attack["deed"]} if "deed" in attack else {}
    submission = handed_in({**attack.get("files", {}), **deed}, 1, attack.get("over", ""))
    deadlines = ENDLESS if name.startswith("endless") else DEADLINES
    one, two = told(shortened(1, "test_delivery.py"), 1, submission, deadlines)
    if "|" in attack["says"]:  # which of its limits it meets first, memory or time, is not the same each time
        one, two = [[(check.id, check.outcome) for check in decode(each).checks] for each in (one, two)]
    assert one == two


@pytest.mark.parametrize(
    ("design", "stage", "tests"),
    [
        ("composition", 1, "test_bad_input.py"),
        ("a-list-is-an-attribute-error", 1, "test_silence.py"),
        ("client-renames-parameters", 1, "test_bad_input.py"),
        ("retry-copied-for-milio", 3, "test_one_resending.py"),
    ],
)
def test_a_design_is_told_alike(pack: Pack, design, stage, tests, shortened, told):
    from kata.authoring.bench import attempt, submission

    kata = pack.kata("sms")
    known = {each.name: each for each in pack.designs("sms")} | {
        each.id: each for each in pack.pitfalls("sms")
    }
    work = submission(attempt(kata, known[design], stage))
    one, two = told(shortened(stage, tests), stage, work, DEADLINES)
    assert one == two
