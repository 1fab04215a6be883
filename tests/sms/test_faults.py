"""What goes wrong by script: when it begins, and with which bodies a status comes."""

from typing import Any

from kata.grader.toolkit import Reply
from kata.grader.toolkit.faults import Speech, Trouble, answers, status

from sms_support.faults import FAILURES

SPEECH = Speech(200, {}, lambda code: Reply.json(code, {"error_message": "no"}))


def test_a_fault_that_begins_at_a_provider_waits_for_it():
    trouble = Trouble()
    trouble.start(status(503), 1, begins_at="milio")
    trouble.reach("watertel")
    assert trouble.next() is None
    trouble.reach("milio")
    assert trouble.next().words == "answers 503"
    assert trouble.next() is None


def test_faults_that_have_begun_go_on_everywhere():
    trouble = Trouble()
    trouble.start(status(503), None, begins_at="milio")
    trouble.reach("milio")
    trouble.reach("watertel")
    assert trouble.next().words == "answers 503"


def test_each_status_comes_with_its_body_with_a_page_and_with_another():
    bodies: list[Any] = [fault.answer(SPEECH) for fault in answers(FAILURES)]
    assert [reply.status for reply in bodies] == [code for code in FAILURES for _ in range(3)]
    assert [fault.odd_body for fault in answers(FAILURES)] == [False, True, True] * len(FAILURES)
    assert {reply.body[:1] for reply in bodies} == {b"{", b"<", b"", b"["}
