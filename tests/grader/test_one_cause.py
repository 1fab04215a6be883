"""What a trainee reads first when one slip, or nothing at all, makes many checks fail: graded for real."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from kata.authoring.bench import Attempt, attempt, submission
from kata.content.pack import built_in
from kata.grader.grade import grade
from kata.report.causes import findings
from kata.report.report import CheckResult, Report
from kata.report.whole import put_together
from kata.sandbox.ladder import ProvedRung

PACK = built_in()
KATA = PACK.kata("sms")
DESIGN = PACK.designs("sms")[0]


def graded(handed_in: Attempt, proved: ProvedRung) -> Report:
    return grade(KATA, handed_in.stage, submission(handed_in), proved=proved)


def graded_pitfall(name: str, proved: ProvedRung) -> Report:
    (pitfall,) = [each for each in PACK.pitfalls("sms") if each.id == name]
    return graded(attempt(KATA, pitfall, pitfall.stage), proved)


@pytest.fixture(scope="module")
def slip(proved: ProvedRung) -> Report:
    return graded_pitfall("expires-at-a-sum-of-unlike-things", proved)


@pytest.fixture(scope="module")
def nothing(proved: ProvedRung) -> Report:
    start = {**KATA.starter, **KATA.given_at(1)}
    return graded(Attempt("starter", 1, start, (start,)), proved)


@pytest.fixture(scope="module")
def no_milio(proved: ProvedRung) -> Report:
    """Stage 3 handed in with nothing written, after two stages that passed."""
    closed = attempt(KATA, DESIGN, 3).closed
    report = graded(Attempt("nothing", 3, {**closed[-1], **KATA.given_at(3)}, closed), proved)
    passed = tuple(_held(each) for each in report.checks if each.group == "regression")
    closing = Report(
        kata="sms", stage=2, stage_name="", passed=True, score=100, verdict="kept", checks=passed
    )
    return put_together(report, closings=[closing])


def _held(check: CheckResult) -> CheckResult:
    fields: Mapping[str, object] = {"id": check.id, "stage": check.stage, "group": check.group}
    return CheckResult(**fields, outcome="passed", summary="s")  # type: ignore[arg-type]


def test_one_slip_is_one_finding_with_its_file_its_line_and_the_line_itself(slip: Report) -> None:
    (found,) = findings(slip.checks)
    assert found.check.id == "behaviour.delivers"
    cause = found.check.cause
    assert cause is not None
    assert (cause.type, cause.message[:19]) == ("TypeError", "unsupported operand")
    assert [(frame.path, frame.excerpt.strip()) for frame in (cause.frames[0], cause.frames[-1])] == [
        ("sms/client.py", "self.expires = datetime.now() + 3600"),
        ("clients/orders.py", 'client.send(phone_number, f"Your order {order_id} is confirmed.")'),
    ]
    assert cause.frames == found.check.evidence
    assert slip.headline == f"Stage 1 is not done yet: TypeError at sms/client.py:{cause.frames[0].line}."


def test_every_other_check_that_fails_for_it_names_the_first(slip: Report) -> None:
    failed = [check for check in slip.checks if check.outcome == "failed"]
    assert len(failed) >= 10
    assert {check.because_of for check in failed[1:]} == {"behaviour.delivers"}
    assert not [check for check in failed if "some of 250 messages" in check.expected and not check.cause]


def test_an_empty_starter_is_one_finding_and_worth_nothing(nothing: Report) -> None:
    (found,) = findings(nothing.checks)
    assert found.check.cause is not None and found.check.cause.unwritten
    assert (
        nothing.headline
        == "Stage 1 is not done yet: delivery_update is not written (clients/logistics.py:6)."
    )
    assert nothing.score == 0


def test_a_stage_with_nothing_written_breaks_nothing(no_milio: Report) -> None:
    (found,) = findings(no_milio.checks)
    assert no_milio.headline == "Stage 3 is not done yet: no message has reached Milio yet."
    assert {each.id for each in found.followers} >= {"behaviour.milio-wire", "behaviour.milio-errors"}
    assert no_milio.score == 0


@pytest.mark.parametrize(
    ("wrong", "check", "words", "seen"),
    [
        (
            "number-with-its-spaces",
            "behaviour.verbatim",
            "a phone number with a line feed after it",
            r"no message arrived; .* It takes phone = \('', '0+', '\\n'\)$",
        ),
        (
            "resends-refused-input",
            "behaviour.never-resends-caller-errors",
            "never resent: 1 attempt",
            r"4 attempts$",
        ),
        ("waits-one-two-four", "behaviour.waits", "the second attempt at once", r"came after 1 s$"),
        (
            "limit-of-160",
            "behaviour.rejects-bad-message",
            "a text of 150 characters",
            r"2 requests reached a provider",
        ),
    ],
)
def test_what_was_expected_and_what_was_seen_differ_in_the_words_that_matter(
    proved: ProvedRung, wrong: str, check: str, words: str, seen: str
) -> None:
    """Told for the smallest input that fails, with the part of it that matters."""
    (found,) = findings(graded_pitfall(wrong, proved).checks)
    assert found.check.id == check
    assert words in found.check.expected and words not in found.check.seen
    assert re.search(seen, found.check.seen)
