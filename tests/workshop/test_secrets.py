"""What a stolen database does not tell."""

from __future__ import annotations

import json

import pytest
from kata.workshop import grants, people, rooms
from people import row


@pytest.fixture
def made(desk):
    return rooms.create_room(desk, "sms")


def code(desk, public):
    return rooms.join_code(desk, row(desk, public))


def test_no_token_and_no_code_of_a_played_room_is_in_the_database(desk, made, tmp_path):
    joined = people.join(desk, code(desk, made), name="Anna")
    session = grants.enter(desk, grants.link(desk, "owner"))
    rooms.new_code(desk, made, by=None)
    secrets = [joined.token, session, code(desk, made), code(desk, made).replace("-", ""), "k" * 32]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("workshop*"))
    assert b"Anna" in kept
    for secret in secrets:
        assert secret.encode() not in kept
        assert json.dumps(secret).encode() not in kept
