"""`kata list`, and one kata of a pack verified alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Kata


def test_the_katas_are_listed_with_lesson_minutes_and_edge(kata: Kata) -> None:
    said = kata("list")
    assert said.code == 0
    for words in (
        "sms: The SMS module, 4 stages, 90 minutes",
        "forum: ",
        "Lesson",
        "Edge",
        "kata demo forum",
    ):
        assert words in said.out


def test_the_list_is_a_document_too(kata: Kata) -> None:
    listed = json.loads(kata("list", "--format", "json").out)
    assert {each["name"]: sum(each["minutes"]) for each in listed["katas"]} == {"sms": 90, "forum": 90}


def test_a_kata_that_is_not_there_cannot_be_verified(kata: Kata) -> None:
    said = kata("verify", "--kata", "chess")
    assert (said.code, "forum" in said.err) == (2, True)
