"""What goes wrong by script: when it begins, and with which bodies a status comes."""

import re
import tomllib
from pathlib import Path
from typing import Any

from kata.grader.toolkit import Reply
from kata.grader.toolkit.faults import Speech, Trouble, answers, status

from sms_support.faults import FAILURES, INPUT_REFUSED, MISCONFIGURATIONS

ROOT = Path(__file__).parents[2]

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


def test_every_text_names_the_statuses_that_are_tried():
    """The title of the hidden test, the brief, both guides: not one more, not one less."""
    stages = ROOT / "stages" / "sms"
    title = tomllib.loads((stages / "1_basic_interface" / "stage.toml").read_text(encoding="utf-8"))
    (told,) = [row["holds"] for row in title["checks"] if "raise a misconfiguration error" in row["holds"]]
    assert statuses(told.partition(" raise ")[0]) == MISCONFIGURATIONS
    brief = (stages / "1_basic_interface" / "BRIEF.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^- \*misconfiguration\*: (.*)\. Sending", brief, re.MULTILINE)
    assert statuses(line) == MISCONFIGURATIONS
    for guide in stages.glob("*/given/docs/*.md"):
        rows = re.findall(r"^\|([\d, ]+)\|", guide.read_text(encoding="utf-8"), re.MULTILINE)
        codes = {code for row in rows for code in statuses(row)}
        assert {code for code in codes if code >= 300} == {*MISCONFIGURATIONS, INPUT_REFUSED}, guide


def statuses(text: str) -> tuple[int, ...]:
    return tuple(int(code) for code in re.findall(r"\b\d{3}\b", text))
