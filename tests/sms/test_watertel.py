import json

import pytest
from kata.grader.toolkit import Hangup, NoReply, Reply
from kata.grader.toolkit.faults import (
    hangs_up,
    lacks,
    never_answers,
    no_json,
    no_text,
    nothing,
    status,
    wrong_types,
)

from sms_support import Watertel

CREDENTIALS = {"username": "blipkart", "password": "blipkart-password"}
GOOD = {"phone": "9876543210", "message": "Hello", "priority": 2}


def log_in(post, watertel, at=0.0):
    reply = post(watertel, "/login", CREDENTIALS, at=at)
    return json.loads(reply.body)["accessToken"]


def test_a_login_gives_a_new_token_and_its_expiry(post):
    watertel = Watertel(expiry_seconds=60)
    reply = post(watertel, "/login", CREDENTIALS)
    assert reply.status == 200
    assert json.loads(reply.body)["expiry"] == 60
    assert log_in(post, watertel) != log_in(post, watertel)


def test_a_message_with_a_good_token_is_recorded(post):
    watertel = Watertel()
    reply = post(watertel, "/messages", GOOD, token=log_in(post, watertel))
    assert reply.status == 200
    assert isinstance(json.loads(reply.body)["messageId"], str)
    assert [(each.phone, each.text) for each in watertel.journal.delivered] == [("9876543210", "Hello")]


@pytest.mark.parametrize(("at", "expected"), [(60.0, 200), (60.5, 401)])
def test_a_token_is_good_until_its_expiry_in_virtual_time(post, at, expected):
    watertel = Watertel(expiry_seconds=60)
    token = log_in(post, watertel)
    assert post(watertel, "/messages", GOOD, token=token, at=at).status == expected


@pytest.mark.parametrize("token", [None, "", "guessed"])
def test_a_message_without_a_token_of_ours_is_refused(post, token):
    watertel = Watertel()
    assert post(watertel, "/messages", GOOD, token=token).status == 401
    assert not watertel.journal.delivered


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        [],
        {**GOOD, "phone": 9876543210},
        {**GOOD, "phone": "987654321"},
        {**GOOD, "phone": " 9876543210"},
        {**GOOD, "message": ""},
        {**GOOD, "message": "x" * 141},
        {**GOOD, "priority": "1"},
        {**GOOD, "priority": True},
        {**GOOD, "priority": 0},
        {**GOOD, "priority": 4},
        {**GOOD, "more": 1},
        {key: value for key, value in GOOD.items() if key != "priority"},
    ],
)
def test_a_body_that_is_not_as_the_guide_says_is_refused_with_a_reason(post, body):
    watertel = Watertel()
    reply = post(watertel, "/messages", body, token=log_in(post, watertel))
    assert reply.status == 400
    assert json.loads(reply.body)["error_message"]
    assert watertel.journal.refused[0].words.startswith("got ")


@pytest.mark.parametrize("body", [b"", {"username": "blipkart"}, {**CREDENTIALS, "password": 7}])
def test_a_malformed_login_is_refused(post, body):
    assert post(Watertel(), "/login", body).status == 400


def test_wrong_credentials_paths_and_methods_are_refused(post):
    watertel = Watertel()
    assert post(watertel, "/login", {**CREDENTIALS, "password": "x"}).status == 401
    assert post(watertel, "/login", CREDENTIALS, method="GET").status == 400
    assert post(watertel, "/login", CREDENTIALS, token="x").status == 400
    assert post(watertel, "/v1/messages", GOOD).status == 404
    assert len(watertel.journal.refused) == 4


def test_scripted_statuses_carry_the_documented_error_and_then_stop(post):
    watertel = Watertel()
    token = log_in(post, watertel)
    watertel.trouble.start(status(503), times=2)
    replies = [post(watertel, "/messages", GOOD, token=token) for _ in range(3)]
    assert [reply.status for reply in replies] == [503, 503, 200]
    assert list(json.loads(replies[0].body)) == ["error_message"]
    assert len(watertel.journal.attempts) == 3
    assert len(watertel.journal.delivered) == 1


def test_a_failed_login_counts_as_an_attempt_and_gives_no_token(post):
    watertel = Watertel()
    watertel.login_trouble.start(lacks("expiry"), times=1)
    reply = post(watertel, "/login", CREDENTIALS)
    token = json.loads(reply.body)["accessToken"]
    assert len(watertel.journal.attempts) == 1
    assert post(watertel, "/messages", GOOD, token=token).status == 401


def test_every_other_fault_answers_as_its_words_say(post):
    watertel = Watertel()
    token = log_in(post, watertel)
    for fault in (no_json(), no_text(), nothing(), lacks(), wrong_types(), never_answers(), hangs_up()):
        watertel.trouble.start(fault, times=1)
    page, bytes_alone, empty, bare, wrong, silent, gone = (
        post(watertel, "/messages", GOOD, token=token) for _ in range(7)
    )
    assert isinstance(page, Reply) and page.body.startswith(b"<html>")
    with pytest.raises(UnicodeDecodeError):
        bytes_alone.body.decode()
    assert empty.body == b"" and json.loads(bare.body) == {}
    assert json.loads(wrong.body) == {"messageId": []}
    assert silent == NoReply() and gone == Hangup()
    assert not watertel.journal.delivered
