"""What a status means in two places is told, never failed; a place of one's own for it is not."""

import pytest
from kata.grader.rules import statuses_judged_once

JUDGES = {
    "a comparison": "def f(status):\n    return status == 400\n",
    "a range": "def f(status):\n    return 500 <= status <= 599\n",
    "a table": "KINDS = {400: KeyError, 500: OSError}\n",
    "a match": "def f(status):\n    match status:\n        case 403:\n            raise KeyError\n",
    "a row of them": "def f(status):\n    return status in (401, 403)\n",
    "a row with a name": "OURS = {401, 403}\n\n\ndef f(status):\n    return status in OURS\n",
    "a number with a name": "BAD = 400\n\n\ndef f(status):\n    return status == BAD\n",
    "a library's name": "from http import HTTPStatus\n\n\ndef f(s):\n    return s == HTTPStatus.BAD_REQUEST\n",
    "requests' name": "import requests\n\n\ndef f(s):\n    return s == requests.codes.bad_request\n",
    "a first digit": "KINDS = {4: KeyError}\n\n\ndef f(status):\n    return KINDS[status // 100]\n",
    "a range by name": "def f(status):\n    return status in range(400, 500)\n",
}
INNOCENT = {
    "the number of a success": "def f(status):\n    return status == 202\n",
    "seconds": "TIMEOUT = 500\n\n\ndef f(post):\n    return post(timeout=400, wait=TIMEOUT)\n",
    "a long wait": "def f(seconds):\n    return seconds > 300\n",
    "an ordinary name": "def f(self, each):\n    return each.kind == self.ok\n",
    "halves": "def f(percent):\n    return percent // 50\n",
}


@pytest.mark.parametrize("way", JUDGES)
def test_a_second_place_that_tells_statuses_apart_is_told(make_case, way):
    judgement = statuses_judged_once.judge(make_case({"shop/milk.py": JUDGES[way]}))
    assert judgement.outcome == "told"
    assert [place.path for place in judgement.evidence] == ["shop/milk.py", "shop/sender.py"]
    assert all(place.line and place.excerpt for place in judgement.evidence)


@pytest.mark.parametrize("way", INNOCENT)
def test_what_judges_no_status_is_not_told(make_case, way):
    assert statuses_judged_once.judge(make_case({"shop/milk.py": INNOCENT[way]})).outcome == "passed"


def test_the_first_place_is_nobodys_copy(make_case):
    case = make_case(
        {"shop/milk.py": JUDGES["a table"]}, before={"shop/sender.py": "class Sender:\n    pass\n"}
    )
    assert statuses_judged_once.judge(case).outcome == "passed"


def test_closed_places_are_not_told_again(make_case):
    case = make_case(before={"shop/milk.py": JUDGES["a table"]})
    assert statuses_judged_once.judge(case).outcome == "passed"


def test_what_it_tells_is_advice_in_the_kata_that_asks_for_it():
    from kata.content.pack import built_in

    checks = [c for s in built_in().kata("sms").stages for c in s.checks if c.rule == "statuses_judged_once"]
    assert [check.advice for check in checks] == [True]
