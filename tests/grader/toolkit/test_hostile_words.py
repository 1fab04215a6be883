"""Whatever a child says of its waits, calls and outcomes is understood, or is the child's own failure."""

from __future__ import annotations

from typing import Any

import pytest
from kata.grader.toolkit.subject import Fake, Subject
from kata.sandbox.child import ChildGone
from kata.sandbox.protocol import ProtocolBroken

ODD: list[object] = [
    None,
    True,
    "",
    "1",
    "\ud800" * 9,
    10**350,
    -(10**350),
    1e308,
    -1,
    [],
    [[]] * 3,
    {},
    {"$": "int"},
]
ODD += [{"$": "dict", "v": [[{}, 1]]}, {"$": "int", "v": "f" * 399}, {"$": "float", "v": []}, [1, 2, 3]]


class Talker:
    """In place of a child: answers each question with what it is told to."""

    selector = None
    served = 0

    def __init__(self) -> None:
        self.answer: dict[str, object] = {"returned": None}

    def begin(self, **_told: object) -> dict[str, object]:
        return {}

    def ask(self, _question: object, _seconds: float) -> dict[str, object]:
        return self.answer

    def serve(self) -> bool:
        return False

    def end(self) -> None:
        pass


@pytest.fixture
def subject():
    talker = Talker()
    made: Any = Subject(lambda _on_event: talker, {}, {}, paths=(), seconds=1)  # type: ignore[arg-type]  # it stands for a child
    made.talker = talker
    return made


EVENTS = {
    "waited": ["seconds", "busy"],
    "called": ["fake", "method", "args", "kwargs"],
    "callback": ["fake", "method", "args", "kwargs"],
    "idle": ["x"],
}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{type(odd).__name__}-{str(odd)[:12]!r}")
@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, names in EVENTS.items() for field in names]
)
def test_an_event_with_an_odd_field_is_handled_or_refused(subject, kind, field, odd):
    fake = Fake({"send": lambda *args, **kwargs: None})
    subject.call("a:b", fake)
    event = {"seconds": 1, "busy": False, "fake": fake.number, "method": "send", "args": [], "kwargs": {}}
    try:
        subject._on_event({"event": kind, **event, field: odd})
    except (ProtocolBroken, ChildGone):
        return


@pytest.mark.parametrize("odd", [each for each in ODD if not isinstance(each, str)])
def test_an_event_of_an_odd_kind_is_refused(subject, odd):
    with pytest.raises(ProtocolBroken):
        subject._on_event({"event": odd})


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{type(odd).__name__}-{str(odd)[:12]!r}")
@pytest.mark.parametrize("field", ["types", "message", "where", "token", "returned", "raised"])
def test_an_outcome_with_an_odd_field_is_understood_or_refused(subject, field, odd):
    raised = {"types": ["a.B"], "message": "", "where": [["a.py", 1, "f"]], "token": None}
    answer = {field: odd} if field in ("returned", "raised") else {"raised": {**raised, field: odd}}
    subject.talker.answer = answer
    try:
        subject.call("a:b")
    except ProtocolBroken:
        return


def test_a_wait_of_a_number_that_no_clock_can_hold_is_the_childs_failure(subject):
    with pytest.raises(ProtocolBroken):
        subject._on_event({"event": "waited", "seconds": 10**350})
