import json

import pytest
from kata.grader.toolkit.faults import lacks, status

from sms_support import SIMULATORS, Milio

GOOD = {"to": "9876543210", "text": "Hello"}
TOKEN = {"X-ACCESS-Token": "blipkart-access-token"}


def test_a_message_is_queued_and_the_header_is_compared_without_case(post):
    milio = Milio()
    reply = post(milio, "/v1/messages", GOOD, headers=TOKEN)
    assert reply.status == 202
    assert json.loads(reply.body)["status"] == "queued"
    assert [(each.phone, each.text) for each in milio.journal.delivered] == [("9876543210", "Hello")]


@pytest.mark.parametrize("headers", [{}, {"X-Access-Token": "other"}])
def test_a_wrong_token_is_refused(post, headers):
    assert post(Milio(), "/v1/messages", GOOD, headers=headers).status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        {"to": "9876543210"},
        {**GOOD, "priority": 1},
        {**GOOD, "to": "12345"},
        {**GOOD, "text": "x" * 141},
        {**GOOD, "text": None},
    ],
)
def test_a_body_that_is_not_as_the_guide_says_is_refused(post, body):
    milio = Milio()
    reply = post(milio, "/v1/messages", body, headers=TOKEN)
    assert reply.status == 400
    assert isinstance(json.loads(reply.body)["error"]["code"], int)
    assert not milio.journal.delivered


def test_another_path_method_or_a_query_is_refused(post):
    milio = Milio()
    assert post(milio, "/login", GOOD, headers=TOKEN).status == 404
    assert post(milio, "/v1/messages", GOOD, headers=TOKEN, method="PUT").status == 400
    assert post(milio, "/v1/messages", GOOD, headers=TOKEN, token="x").status == 400


def test_faults_carry_milios_error_body(post):
    milio = Milio()
    milio.trouble.start(status(403), times=1)
    milio.trouble.start(lacks("id"), times=1)
    error = post(milio, "/v1/messages", GOOD, headers=TOKEN)
    assert error.status == 403
    assert set(json.loads(error.body)["error"]) == {"code", "detail"}
    assert json.loads(post(milio, "/v1/messages", GOOD, headers=TOKEN).body) == {"status": "queued"}
    assert len(milio.journal.delivered) == 0


def test_simulators_can_be_made_without_arguments_and_name_a_port():
    assert [(make.name, make().__class__ is make) for make in SIMULATORS] == [
        ("watertel", True),
        ("milio", True),
    ]
    assert len({make.default_port for make in SIMULATORS}) == 2
