"""What comes over the pipe is data from a stranger: whole or refused, never believed by halves."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kata.sandbox import protocol
from kata.sandbox.driver import values
from kata.sandbox.protocol import Frames, Handle, ProtocolBroken, decode, encode, frame, message

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=())), inner)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_plain_data_survives_the_way_from_the_child_to_the_grader(value):
    sent = json.loads(json.dumps(values.encode(value, values.Handles())))
    assert decode(sent) == value


@given(PLAIN)
def test_plain_data_survives_the_way_from_the_grader_to_the_child(value):
    sent = json.loads(json.dumps(encode(value)))
    assert values.decode(sent, values.Handles(), lambda *_: None) == value


def test_nan_survives_both_ways():
    assert math.isnan(decode(values.encode(math.nan, values.Handles())))
    assert math.isnan(values.decode(encode(math.nan), values.Handles(), lambda *_: None))


def test_anything_else_stays_in_the_child_as_a_handle():
    handles = values.Handles()
    thing = object()
    told = decode(values.encode(thing, handles))
    assert told == Handle(0) and told.type == "builtins.object"
    assert handles.of(0) is thing


def test_a_subclass_of_int_is_no_plain_data():
    class Liar(int):
        def __eq__(self, _other: object) -> bool:
            return True

        __hash__ = int.__hash__

    assert isinstance(decode(values.encode(Liar(3), values.Handles())), Handle)


@given(
    st.lists(st.dictionaries(st.text(max_size=5), st.integers(-9, 9), max_size=3), max_size=5),
    st.integers(1, 7),
)
def test_frames_come_out_whole_however_the_bytes_are_cut(messages, size):
    data = b"".join(frame(each) for each in messages)
    frames = Frames()
    found: list[object] = []
    for start in range(0, len(data), size):
        found += frames.feed(data[start : start + size])
    assert found == messages


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(data):
    try:
        found = message(data)
    except ProtocolBroken:
        return
    assert isinstance(found, dict)


@given(PLAIN)
def test_any_json_is_a_value_or_refused(value):
    """Shapes that the driver never makes must not get through as something else."""
    try:
        raw = json.loads(json.dumps(value, default=lambda _: None))
    except (TypeError, ValueError):
        return
    try:
        decode(raw)
    except ProtocolBroken:
        return


BAD = {
    "no object": b"[1]",
    "not a number": b'{"a": NaN}',
    "a huge float": b'{"a": 1e999}',
    "a number of a million digits": b'{"a": ' + b"9" * 1_000_000 + b"}",
    "a repeated key": b'{"a": 1, "a": 2}',
    "deep nesting": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "more values than are read": b'{"a": [' + b"0," * 300_000 + b"0]}",
    "more lists than are read": b'{"a": [' + b"[],[]," * 140_000 + b"0]}",
    "no ASCII": '{"a": "é"}'.encode(),
    "cut off": b'{"a": 1',
}


def test_an_answer_with_ids_that_grow_with_each_row_is_read():
    answer = {"value": [{"id": "/".join(["1"] * depth), "depth": depth} for depth in range(1, 2_001)]}
    assert list(Frames().feed(protocol.frame(answer))) == [answer]


@pytest.mark.parametrize("kind", BAD)
def test_a_message_is_refused_for(kind):
    with pytest.raises(ProtocolBroken):
        message(BAD[kind])


def test_a_frame_beyond_the_limit_is_refused_before_it_is_read():
    with pytest.raises(ProtocolBroken, match="more than"):
        list(Frames().feed(protocol.HEADER.pack(protocol.MAX_FRAME_BYTES + 1)))


@pytest.mark.parametrize(
    "value",
    [
        {"$": "pickle", "v": "x"},
        {"$": "int", "v": 3},
        {"$": "handle", "v": -1},
        {"$": "handle", "v": "0"},
        {"$": "tuple", "v": "ab"},
        {"$": "dict", "v": [["a"]]},
        {"$": "dict", "v": [[1, 2]]},
        {"$": "float", "v": "1.5"},
        {"$": "bytes", "v": "zz"},
        {"v": 1},
    ],
)
def test_a_value_with_a_wrong_tag_or_body_is_refused(value):
    with pytest.raises(ProtocolBroken):
        decode(value)


ODD = [
    None,
    True,
    "",
    "1",
    "\ud800",
    10**350,
    -(10**350),
    [],
    [1],
    {},
    {"$": "int"},
    {"$": "int", "v": "f" * 350},
]


@pytest.mark.parametrize("value", [each for each in ODD if each is not None])
@pytest.mark.parametrize("read", [protocol.number, protocol.text, decode])
def test_a_field_of_any_type_is_read_or_refused(read, value):
    try:
        read(value)
    except ProtocolBroken:
        return


@pytest.mark.parametrize("digits", [309, 350, 399])
def test_a_number_too_large_to_reckon_with_is_refused(digits):
    with pytest.raises(ProtocolBroken):
        protocol.number(message(b'{"seconds": ' + b"9" * digits + b"}")["seconds"])


def test_whatever_goes_wrong_in_reading_is_the_childs_failure():
    @protocol.reads_a_stranger
    def read(value):
        return 1 / value

    assert read(2) == 0.5
    with pytest.raises(ProtocolBroken, match="ZeroDivisionError"):
        read(0)


@pytest.mark.parametrize("remembers", [False, True])
def test_the_same_bytes_are_read_the_same_each_time(remembers):
    frames = protocol.Frames(remembers=remembers)
    same = protocol.frame({"event": "called", "args": ["a", 1]})
    assert list(frames.feed(same * 3)) == [{"event": "called", "args": ["a", 1]}] * 3


@pytest.mark.parametrize("remembers", [False, True])
def test_what_cannot_be_read_cannot_be_read_again(remembers):
    body = b'{"a": 1, "a": 1}'
    for _ in range(2):
        frames = protocol.Frames(remembers=remembers)
        with pytest.raises(protocol.ProtocolBroken, match="repeated"):
            list(frames.feed(protocol.HEADER.pack(len(body)) + body))


def test_brackets_in_a_text_are_no_nesting():
    many = '[\\"{' * protocol.MAX_DEPTH
    assert protocol.message(b'{"a": "%s"}' % many.encode())["a"].count("[") == protocol.MAX_DEPTH


def test_many_brackets_beside_each_other_are_no_nesting():
    beside = b"[" + b",".join([b"[]"] * protocol.MAX_DEPTH * 2) + b"]"
    assert len(protocol.message(b'{"a": %s}' % beside)["a"]) == 2 * protocol.MAX_DEPTH


def test_nesting_after_a_text_is_still_counted():
    deep = protocol.MAX_DEPTH + 1
    body = b'{"a": "]]]]\\\\", "b": %s%s}' % (b"[" * deep, b"]" * deep)
    with pytest.raises(protocol.ProtocolBroken, match="deeply"):
        protocol.message(body)
