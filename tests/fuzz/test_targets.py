"""A few hundred inputs for each reader of strangers' bytes; `benchmarks/fuzz.py` is the long run."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kata.benchmarks import fuzz

FEW = {"source": 60, "report": 40, "wire": 80}
MUTANTS = 60

quick = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_any_bytes_are_read_or_refused(name):
    @settings(quick, max_examples=FEW.get(name, 150))
    @given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
    def read(data: bytes) -> None:
        fuzz.TARGETS[name](data)

    read()


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_bytes_close_to_right_ones_are_read_or_refused(name):
    drawn = random.Random(name)
    for seed in fuzz.SEEDS[name]:
        fuzz.TARGETS[name](seed)
        for _ in range(MUTANTS // len(fuzz.SEEDS[name])):
            fuzz.TARGETS[name](mutated(seed, drawn))


def mutated(seed: bytes, drawn: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(drawn.randint(1, 4)):
        place, other = drawn.randrange(len(data) + 1), drawn.randrange(len(data) + 1)
        kind = drawn.randrange(4)
        if kind == 0 and place < len(data):
            data[place] ^= 1 << drawn.randrange(8)
        elif kind == 1:
            del data[min(place, other) : max(place, other)]
        elif kind == 2:
            data[place:place] = data[min(place, other) : max(place, other)]
        else:
            data[place:place] = drawn.choice(
                [b"\x00", b"\xff", b"9" * 500, b"[" * 200, b"\n", b'"', b"\xed\xa0\x80"]
            )
    return bytes(data)
