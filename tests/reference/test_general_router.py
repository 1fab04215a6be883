"""Every worked solution's `make_router` takes any providers and any percentages."""

from __future__ import annotations

import math
from typing import Any

import pytest

FROM_STAGE = 4
DRAWS = 2000
SIGMAS = 6  # a right split is found wrong less than once in a hundred million times

FAKES = """
import itertools
from sms import make_router

class Fake:
    __hash__ = None
    def __init__(self, error=None):
        self.calls = []
        self.error = error
    def send_sms(self, *arguments):
        self.calls.append(arguments)
        if self.error:
            raise self.error

def shares(percentages, draws):
    fakes = [Fake() for _ in percentages]
    splits = list(zip(fakes, percentages))
    router = make_router(splits)
    assert splits == list(zip(fakes, percentages))
    for _ in range(draws):
        router.send_sms("1", "x")
    return [len(fake.calls) for fake in fakes]
"""


def bound(share: float, draws: int) -> float:
    return SIGMAS * math.sqrt(draws * share * (1 - share)) + 1


@pytest.mark.parametrize(
    "percentages",
    [
        [100],
        [50, 50],
        [80, 20],
        [0, 100],
        [100, 0],
        [0, 30, 0, 70],
        [100 / 7] * 7,
        [33.3, 33.3, 33.4],
        [1, 99],
    ],
)
def test_shares_are_as_asked(play: Any, percentages: list[float]) -> None:
    counts = play.run(FAKES + f"answer = shares({percentages!r}, {DRAWS})").returned
    assert sum(counts) == DRAWS
    for count, percentage in zip(counts, percentages, strict=True):
        share = percentage / 100
        assert abs(count - DRAWS * share) <= (bound(share, DRAWS) if 0 < share < 1 else 0)


@pytest.mark.parametrize(
    "splits",
    [
        "[]",
        "[50, 49]",
        "[150, -50]",
        "[101]",
        "[float('nan')]",
        "[float('inf')]",
        "[50, 50.00001]",
        "[0]",
        "[-0.1, 100.1]",
        "[50, float('nan')]",
    ],
)
def test_a_bad_split_is_refused_at_once(play: Any, splits: str) -> None:
    played = play.run(FAKES + f"make_router([(Fake(), p) for p in {splits}])\nanswer = 1")
    assert "builtins.ValueError" in played.raised


def test_a_router_passes_on_what_it_gets(play: Any) -> None:
    script = """
error = KeyError("mine")
one, two = Fake(), Fake(error)
router = make_router([(one, 50), (two, 50)])
phone, text = object(), None
same = 0
for _ in range(100):
    try:
        router.send_sms(phone, text)
    except KeyError as caught:
        same += caught is error
answer = [len(one.calls) + len(two.calls), same == len(two.calls) > 0,
          all(call == (phone, text) for call in one.calls + two.calls)]
"""
    assert play.run(FAKES + script).returned == [100, True, True]


def test_routers_nest(play: Any) -> None:
    script = f"""
a, b, c = Fake(), Fake(), Fake()
router = make_router([(make_router([(a, 50), (b, 50)]), 50), (c, 50)])
for _ in range({DRAWS}):
    router.send_sms("1", "x")
answer = [len(it.calls) for it in (a, b, c)]
"""
    counts = play.run(FAKES + script).returned
    for count, share in zip(counts, (0.25, 0.25, 0.5), strict=True):
        assert abs(count - DRAWS * share) <= bound(share, DRAWS)


@pytest.mark.parametrize("percentage", ["'100'", "None", "[100]", "1j", "10**400", "'x'"])
def test_what_is_no_percentage_is_refused_at_once(play: Any, percentage: str) -> None:
    played = play.run(FAKES + f"make_router([(Fake(), {percentage})])\nanswer = 1")
    assert {"builtins.ValueError", "builtins.TypeError"} & set(played.raised)
