"""`kata list`, and one kata of a pack verified alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kata.commands.support.open import kata_of
from kata.content.pack import built_in

if TYPE_CHECKING:
    from tests.commands.conftest import Kata


def test_the_katas_are_listed_with_lesson_minutes_and_edge(kata: Kata) -> None:
    said = kata("list")
    assert said.code == 0
    for words in (
        "sms: The SMS module, 4 stages, 90 minutes",
        "forum: ",
        "logs: ",
        "Lesson",
        "Edge",
        "kata demo forum",
    ):
        assert words in said.out


def test_the_list_is_a_document_too(kata: Kata) -> None:
    listed = json.loads(kata("list", "--format", "json").out)
    assert {each["name"]: sum(each["minutes"]) for each in listed["katas"]} == {
        "sms": 90,
        "forum": 90,
        "logs": 95,
    }


def test_a_kata_that_is_not_there_cannot_be_verified(kata: Kata) -> None:
    said = kata("verify", "--kata", "chess")
    assert (said.code, "forum" in said.err) == (2, True)


def test_a_repository_is_graded_as_the_kata_whose_clients_it_holds(tmp_path: Path) -> None:
    pack = built_in()
    for name in pack.names():
        for path, data in pack.kata(name).starter.items():
            place = tmp_path / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        assert kata_of(pack, "", tmp_path / name).name == name
    assert kata_of(pack, "", tmp_path).name == pack.default() == "sms"
    assert kata_of(pack, "forum", tmp_path / "sms").name == "forum"
