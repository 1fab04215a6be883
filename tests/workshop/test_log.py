"""What a stranger writes can neither end a line of the log nor begin one, and no name stands in it."""

from __future__ import annotations

import io
import logging
import re
import socket

import pytest
from a_server import served
from kata.workshop import messages, people, rooms
from kata.workshop.log import CONTINUED, Lines, log_to
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

FORGED = "2026-01-01 00:00:00,000 ERROR kata.workshop: error 12345678"
EVIL = f"Annabella\r\n{FORGED}\x1b[2J\x1b]0;owned\x07\x85{FORGED}\u2028{FORGED}\u202e\x00\x0b{FORGED}"
BEGINS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ \S+: ")


@pytest.fixture
def logged(monkeypatch):
    """The log as `kata workshop serve` writes it."""
    stream, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    log_to(stream)
    return stream


def lines(stream):
    found = stream.getvalue().split("\n")[:-1]
    assert [line for line in found if not line.isprintable()] == []
    assert [line for line in found if not (BEGINS.match(line) or line.startswith(CONTINUED))] == []
    return [line for line in found if BEGINS.match(line)]


def test_a_message_and_a_traceback_stay_within_their_lines(logged):
    log = logging.getLogger("kata.workshop")
    log.error("what came: %s", EVIL)
    try:
        raise RuntimeError(EVIL) from KeyError(EVIL)
    except RuntimeError:
        log.exception("error %s", "0" * 8)
    assert len(lines(logged)) == 2
    assert "RuntimeError: Annabella" in logged.getvalue()


def test_a_traceback_that_another_handler_wrote_down_before_is_not_taken_over():
    record = logging.LogRecord("kata", logging.ERROR, "", 1, "x", None, None)
    record.exc_text = EVIL
    assert "\n" not in Lines().format(record)


def test_whatever_is_sent_each_error_is_one_line_and_names_nobody(tmp_path, logged, monkeypatch):
    def fails(*given, **named):
        raise RuntimeError(EVIL)

    with served(tmp_path / "data") as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, _ = own.join(room, "Annabella")
        for target in ("ask", "tell", "look"):
            monkeypatch.setattr(people, target, fails)
        asked = messages.encode(messages.Question(text=EVIL))
        numbers = [
            client.post(messages.QUESTIONS, content=asked).status_code,
            client.post(messages.NOTES, content=b'{"hints": []}').status_code,
            client.get(
                "/api/v1/stages/1", params={"x": EVIL}, headers={"User-Agent": ascii(EVIL)}
            ).status_code,
        ]
        assert numbers == [500] * 3
        client.post(messages.JOIN, content=messages.encode(messages.Join(code=EVIL, name=EVIL)))
        client.get(f"/api/v1/hand-ins/{'%0d%0a'.join([FORGED, FORGED])}")
        client.post("/enter", data={"token": EVIL}, headers={"Origin": own.url})
        client.post("/me/questions", data={"text": EVIL}, headers={"Origin": own.url})
        with socket.create_connection(("127.0.0.1", own.port)) as raw:
            raw.sendall(EVIL.encode() + b"\r\n\r\n")
            while raw.recv(1000):
                pass
    found = lines(logged)
    assert len([line for line in found if " error " in line]) == 3
    assert not [line for line in found if "Annabella" in line]


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
def test_an_error_of_the_database_tells_no_value(store):
    with pytest.raises(DBAPIError) as raised, store.write() as connection:
        connection.execute(text("INSERT INTO nothing VALUES (:name)"), {"name": "Annabella"})
    assert "nothing" in str(raised.value) and "Annabella" not in str(raised.value)
