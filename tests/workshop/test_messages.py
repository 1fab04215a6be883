"""What is said between a trainee's machine and the room, read with suspicion by both."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from kata.workshop import messages
from kata.workshop.messages import Join, Joined, Notes, Question, Refused, decode, encode

JOIN = Join(code="ABCD2345", name="Anna", client="1")


def test_a_message_comes_out_as_it_went_in():
    assert decode(encode(JOIN), Join) == JOIN


def test_what_the_other_side_knows_more_is_passed_over():
    assert decode(json.dumps({"code": "A", "mood": ["new"]}).encode(), Join) == Join(code="A")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Join),
        (b"\xff", Join),
        (b"[]", Join),
        (b"[" * 50_000, Join),
        (b'{"name": "Anna"}', Join),
        (b'{"code": 5}', Join),
        (encode(Join(code="A" * 81)), Join),
        (encode(Question(text="")), Question),
        (encode(Question(text="a" * 1001)), Question),
        (b'{"expected": [{"stage": 0, "said": ""}]}', Notes),
        (b'{"code": "' + b"A" * messages.MAX_BODY_BYTES + b'"}', Join),
        (b'{"token": "x", "person": {"id": "a"}, "room": {}}', Joined),
    ],
)
def test_what_is_no_such_message_is_refused(data, kind):
    with pytest.raises(Refused):
        decode(data, kind)


@pytest.mark.parametrize("text", ["why", "ä ö 中", "a%20b\r\nKata-Stage: 4", "\x00"])
def test_a_reason_goes_through_a_header_whole_and_alone(text):
    value = messages.header_text(text)
    assert value.isascii() and value.isprintable()
    assert messages.text_of_header(value) == text


NEEDED = "kata.workshop.messages kata.workshop.parcel kata.workshop.kit"
EXTRAS = ("starlette", "sqlalchemy", "uvicorn", "alembic", "segno")


def test_what_a_trainees_machine_needs_is_there_without_the_extras():
    program = (
        f"import sys, importlib\n"
        f"for name in {EXTRAS!r}: sys.modules[name] = None\n"
        f"for name in {NEEDED!r}.split(): importlib.import_module(name)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
