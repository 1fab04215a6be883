"""What a server asks of a hand-in before it reads it."""

from __future__ import annotations

import pytest
from kata.workshop.parcel import MAX_WIRE_BYTES, Body, Refused, TooLong, check_length, pack, unpack
from kata.workspace.tree import snapshot


@pytest.mark.parametrize("header", ["0", "1", str(MAX_WIRE_BYTES)])
def test_a_length_within_the_bounds_is_taken(header):
    check_length(header)


@pytest.mark.parametrize("header", [None, "", "-1", "1e9", "٣", "0x10", " 5", "1,2"])
def test_no_length_is_refused(header):
    with pytest.raises(Refused) as refused:
        check_length(header)
    assert not isinstance(refused.value, TooLong)


@pytest.mark.parametrize("header", [str(MAX_WIRE_BYTES + 1), "9" * 5000])
def test_a_length_beyond_the_bounds_is_too_long(header):
    with pytest.raises(TooLong):
        check_length(header)


def test_a_body_is_counted_as_it_comes_whatever_the_header_said():
    body = Body(most=10)
    body.add(b"12345")
    body.add(b"67890")
    assert body.data == b"1234567890"
    with pytest.raises(TooLong):
        body.add(b"x")
    assert body.data == b"1234567890"


def test_a_hand_in_comes_out_of_its_body_as_it_went_in():
    state = snapshot({"a/b.py": b"x = 1\n"})
    body = Body()
    data = pack(state)
    for start in range(0, len(data), 7):
        body.add(data[start : start + 7])
    assert unpack(body.data) == state
