"""Every worked solution keeps, at every stage, what the briefs ask of messages, tokens and errors."""

from __future__ import annotations

from typing import Any

import pytest

FROM_STAGE = 1
MESSAGES = ("/messages", "/v1/messages")

LIBRARIES = (
    "requests",
    "urllib3",
    "httpx",
    "httpcore",
    "http",
    "socket",
    "json",
    "ssl",
    "urllib",
    "tenacity",
)
FAILURES = ("500", "502", "503", "504")


def kinds(play: Any) -> dict[str, set[str]]:
    """The types that stand for one kind of trouble and no other, in all that was raised.

    A base of all kinds may stand for misconfiguration, so that kind may have none.
    """
    raised: dict[str, list[list[str]]] = {"input": [], "configuration": [], "failure": []}
    for phone_number in (None, "", "123456789", "12345678901", "12345abcde", "1234567890\n1", 7):
        raised["input"].append(play.send(phone_number).raised)
    for text in (None, "", "x" * 141):
        raised["input"].append(play.send(text=text).raised)
    assert play.watertel.requests == play.milio.requests == []
    for paths in (MESSAGES, ("/login", "/v1/messages")):
        for status in (301, 302, 401, 403):
            play.fresh()
            play.fail(play.answering(status), paths=paths)
            raised["configuration"] += [play.send().raised for _ in range(3)]
    play.fresh()
    play.fail(play.answering(400), paths=MESSAGES)
    raised["input"] += [play.send().raised for _ in range(6)]
    for fault in (*(play.answering(status) for status in (500, 502, 503, 504)), play.hang_up):
        play.fresh()
        play.fail(fault)
        raised["failure"] += [play.send().raised for _ in range(6)]
    assert all(all(each) for each in raised.values())
    libraries = {kind for group in raised.values() for each in group for kind in each}
    assert not {kind for kind in libraries if kind.split(".")[0] in LIBRARIES}
    return {
        name: set.intersection(*map(set, each))
        - {kind for other, those in raised.items() if other != name for that in those for kind in that}
        for name, each in raised.items()
    }


def test_each_client_sends_one_message_and_returns_nothing(play: Any) -> None:
    for target, argument, text in (
        ("clients.orders:confirm_order", "B-17", "Your order B-17 is confirmed."),
        ("clients.logistics:delivery_update", "At the door", "At the door"),
        ("clients.accounts:send_otp", "123456", "123456 is your Blipkart login code."),
    ):
        play.fresh()
        played = play.call(target, " 9876543210\t", argument)
        assert (played.raised, played.returned, played.waits) == ([], None, [])
        assert play.attempts == 1
        for request in play.watertel.at("/messages"):
            priority = request["body"].pop("priority")
            assert request["body"] == {"phone": "9876543210", "message": text}
            assert priority in (1, 2, 3)
            assert request["query"] == {"accessToken": ["t-1"]}
        for request in play.milio.at("/v1/messages"):
            assert request["body"] == {"to": "9876543210", "text": text}


@pytest.mark.parametrize("text", ["x", "é\n\t\"\\'", "😀" * 140, " x ", "\x00", "{}%s", "x" * 140, "ZAŻÓŁĆ"])
def test_a_text_arrives_as_it_is(play: Any, text: str) -> None:
    play.send("\u2003 9876543210\n", text)
    bodies = [it["body"] for it in play.watertel.at("/messages") + play.milio.at("/v1/messages")]
    assert [body.get("phone", body.get("to")) for body in bodies] == ["9876543210"]
    assert [body.get("message", body.get("text")) for body in bodies] == [text]


def test_a_token_is_kept_until_it_expires(play: Any) -> None:
    for _ in range(30):
        play.send()
    play.advance(94)
    for _ in range(30):
        play.send()
    assert len(play.watertel.at("/login")) == 1
    play.advance(6.01)
    for _ in range(30):
        play.send()
    assert len(play.watertel.at("/login")) == 2
    assert play.watertel.at("/login")[0]["body"] == {"username": "blipkart", "password": "blipkart-password"}


def test_importing_sends_nothing(play: Any) -> None:
    play.run("import clients.orders, sms; answer = 1")
    assert play.watertel.requests == play.milio.requests == []


def test_three_kinds_are_told_apart_by_type(play: Any) -> None:
    told = kinds(play)
    assert told["input"]
    assert told["failure"]


BROKEN = [
    b"",
    b"oops",
    b"[]",
    b"null",
    b"{}",
    b"7",
    b'"x"',
    b"\xff\xfe",
    b"[" * 9000,
    b'{"messageId": 1, "id": 1, "accessToken": 1, "expiry": "x"}',
]


def test_a_broken_reply_is_a_provider_failure(play: Any) -> None:
    play.fail(play.answering(503))
    failure = [set(play.send().raised) for _ in range(6)]
    for paths in (MESSAGES, ("/login", "/v1/messages")):
        for body in BROKEN:
            play.fresh()
            play.watertel.fails(play.answering(200, body), paths=paths)
            play.milio.fails(play.answering(202, body), paths=paths)
            assert set(play.send().raised) == failure[0], body
    assert all(each == failure[0] for each in failure)


def test_a_provider_that_never_answers_is_a_provider_failure(play: Any) -> None:
    play.fail(play.answering(503))
    failure = play.send().raised
    for paths in (MESSAGES, ("/login",)):
        play.fresh()
        play.watertel.fails(play.stay_silent, paths=paths)
        play.milio.fails(play.stay_silent, paths=("/v1/messages",))
        assert failure[0] in play.send().raised  # perhaps a special kind of it


def test_a_very_long_or_short_life_of_a_token_is_taken_as_it_is(play: Any) -> None:
    good = play.watertel.answers["/login"]
    for expiry in (10**400, 0.5, 1e300):
        play.fresh()
        play.watertel.answers["/login"] = (200, {"accessToken": "t-1", "expiry": expiry})
        assert play.send().raised == []
    play.watertel.answers["/login"] = good
