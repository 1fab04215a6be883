"""How a call should have gone on the wire: built from the rules, and from the way that it took."""

from typing import Any

import pytest
from kata.grader.toolkit import Moment

from sms_support.journal import Arrival
from sms_support.script import ACCEPTED, FAILURE, Attempts, given_up, given_up_at_login
from sms_support.shop import Shop


class Subject:
    """Stands for a running submission that was called at 10 s."""

    def __init__(self):
        self.moments = [
            Moment(at=3, source="client", target="module", text="confirm_order", kind="call"),
            Moment(at=10, source="client", target="module", text="delivery_update", kind="call"),
            Moment(at=10, source="module", target="milio", text="GET /elsewhere", kind="request"),
        ]


@pytest.fixture
def open_shop():
    def open_one(stage, provider="watertel", *kinds):
        subject: Any = Subject()
        shop = Shop(
            lambda wires, environment: subject, stage, timeout_seconds=1, expiry_seconds=60, refusing=()
        )
        for kind in kinds:
            shop.journal.note(Arrival(provider, kind, 10.0, "accepted"))
        return shop

    return open_one


def told(script):
    return [(moment.at, moment.kind, moment.target, moment.text) for moment in script.moments()]


def test_a_message_that_arrives_at_once(open_shop):
    assert told(Attempts(open_shop(1, "watertel", "message"))) == [
        (10, "call", "module", "delivery_update"),
        (10, "request", "watertel", "POST /messages"),
        (10, "reply", "module", "200"),
        (10, "return", "client", "returns"),
    ]


def test_each_failure_but_the_first_is_followed_by_its_wait(open_shop):
    script = Attempts(open_shop(3, "milio", "message"), ("503", "503", "503", ACCEPTED))
    assert [moment[1:] for moment in told(script)[1:-1]] == [
        ("request", "milio", "POST /v1/messages"),
        ("reply", "module", "503"),
        ("request", "milio", "POST /v1/messages"),
        ("reply", "module", "503"),
        ("wait", "module", "waits 2 s"),
        ("request", "milio", "POST /v1/messages"),
        ("reply", "module", "503"),
        ("wait", "module", "waits 4 s"),
        ("request", "milio", "POST /v1/messages"),
        ("reply", "module", "202"),
    ]
    assert told(script)[-1] == (16, "return", "client", "returns")


def test_a_login_is_shown_where_one_was_seen_or_is_due(open_shop):
    texts = [text for *_, text in told(Attempts(open_shop(1, "watertel", "login", "message")))]
    assert texts[1:3] == ["POST /login", "200"]
    assert "POST /login" in [text for *_, text in told(Attempts(open_shop(1)))]
    seen = open_shop(1, "watertel", "login", "message")
    assert "POST /login" not in [text for *_, text in told(Attempts(seen, login=False))]
    assert "POST /login" in [text for *_, text in told(Attempts(open_shop(1), login=True))]


def test_a_login_that_fails_is_an_attempt(open_shop):
    script = Attempts(open_shop(2, "watertel", "login"), logins=("503",))
    assert [text for *_, text in told(script)[1:]] == [
        *("POST /login", "503", "POST /login", "200", "POST /messages", "200", "returns")
    ]


def test_what_keeps_failing_is_given_up_as_the_stage_says(open_shop):
    assert len(given_up(open_shop(1), "503").answers) == 1
    assert len(given_up(open_shop(2), "503").answers) == 4
    texts = [text for *_, text in told(given_up_at_login(open_shop(2), "401"))]
    assert texts.count("401") == 4 and "POST /messages" not in texts
    assert texts[-1] == FAILURE
