"""A provider that a submission never reaches is waited for once, not in each test."""

import pytest
from kata.grader.toolkit import Request, Returned, Unmet

from sms_support import shop as module
from sms_support.shop import SEEN_WITHIN, Shop


class Subject:
    """Stands for a running submission: each message goes to the next of `route`, which ends with its last."""

    def __init__(self, wires, route):
        self.wires, self.route, self.calls = wires, list(route), 0
        self.aside = self.tangled = False

    def call(self, *_arguments):
        way = self.route.pop(0) if len(self.route) > 1 else self.route[0]
        self.wires[way](Request(way, "POST", "/elsewhere", {}, {}, b"", 0.0))
        self.calls += 1
        return Returned(None)

    def forget(self):
        pass

    def tangle(self):
        self.tangled = True

    def set_aside(self):
        self.aside = True


@pytest.fixture
def launched(monkeypatch):
    """Opens a shop whose messages go along a route; the list holds every subject that was launched."""
    monkeypatch.setattr(module, "_beyond_reach", {})
    subjects = []

    def open_one(*routes: list[str]) -> Shop:
        """The first launch takes the first route, each later one the last."""
        left = list(routes)

        def launch(wires, _environment):
            route = left.pop(0) if len(left) > 1 else left[0]
            subjects.append(Subject(wires, route))
            return subjects[-1]

        return Shop(launch, 3, timeout_seconds=1, expiry_seconds=60, refusing=())

    vars(open_one)["subjects"] = subjects
    return open_one


def test_the_message_that_reaches_the_provider_is_the_one_looked_at(launched):
    shop = launched(["watertel", "watertel", "milio"])
    assert shop.send_through("milio") == Returned(None)
    assert [arrival.provider for arrival in shop.journal.arrivals] == ["milio"]


def test_what_is_never_reached_is_looked_into_once(launched):
    with pytest.raises(Unmet):
        launched(["watertel"]).send_through("milio")
    assert [subject.calls for subject in launched.subjects] == [SEEN_WITHIN, SEEN_WITHIN]
    with pytest.raises(Unmet):
        launched(["watertel"]).send_through("milio")
    assert launched.subjects[-1].calls == 0


def test_what_is_never_reached_tangles_the_exam(launched):
    with pytest.raises(Unmet):
        launched(["watertel"]).send_through("milio")
    assert [(subject.aside, subject.tangled) for subject in launched.subjects] == [
        (False, True),
        (False, False),
    ]


def test_what_is_reached_tangles_nothing_and_the_look_is_not_told_of_the_test(launched):
    assert launched(["watertel", "milio"]).reaches_all()
    assert [subject.aside for subject in launched.subjects] == [False, True, True]
    assert not any(subject.tangled for subject in launched.subjects)


def test_the_other_provider_is_still_sent_through(launched):
    with pytest.raises(Unmet):
        launched(["watertel"]).send_through("milio")
    assert launched(["watertel"]).send_through("watertel") == Returned(None)


def test_what_only_trouble_keeps_away_is_tried_again_in_each_test(launched):
    with pytest.raises(Unmet):
        launched(["watertel"], ["watertel", "milio"]).send_through("milio")
    assert launched(["watertel", "milio"]).send_through("milio") == Returned(None)
