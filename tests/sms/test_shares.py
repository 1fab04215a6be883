import random

import pytest

from sms_support.shares import LIVE, ONE_CLIENT_ERROR, ROUTER, ROUTER_CLOSELY, Plan, bounds, outside


def test_a_right_random_split_fails_less_than_once_in_a_million():
    assert LIVE.risk(0.2) + 3 * ONE_CLIENT_ERROR < 1e-6
    for share in (0.005, 0.01, 0.15, 0.5, 0.7):
        assert 48 * ROUTER.risk(share) + 16 * ROUTER_CLOSELY.risk(share) < 1e-6


def test_bounds_are_the_exact_ones_of_a_small_case():
    assert bounds(4, 0.5, 0.15) == (1, 3)
    assert abs(outside(4, 0.5, 1, 3) - 2 / 16) < 1e-12


def test_a_share_at_the_last_look_is_judged_by_the_bounds():
    plan = Plan(first=10, every=10, last=20, off=0.05, missed=1e-9, error=1e-2)
    lowest, highest = bounds(20, 0.2, plan.error / 2)
    assert plan.decide(0.2, 20, lowest) is True
    assert plan.decide(0.2, 20, highest) is True
    assert plan.decide(0.2, 20, highest + 1) is False


@pytest.mark.parametrize(
    ("sent", "seen", "decided"),
    [
        (1000, 200, True),  # just right
        (700, 120, None),  # 17 %
        (700, 160, None),  # 23 %
        (700, 140, None),  # just right, and too few to say so
        (500, 0, False),
        (700, 233, False),  # a third
        (700, 55, False),  # 8 %
    ],
)
def test_a_share_is_judged_as_soon_as_it_is_certain_and_no_sooner(sent, seen, decided):
    assert LIVE.decide(0.2, sent, seen) is decided


def test_the_wrong_shares_are_a_thirtieth_away_or_twice_and_half_of_what_is_rare():
    assert LIVE.wrong(0.2) == pytest.approx((1 / 6, 7 / 30))
    assert LIVE.wrong(0.005) == pytest.approx((0.0025, 0.01))
    assert LIVE.wrong(0.995) == pytest.approx((0.99, 0.9975))


def test_one_in_six_by_chance_is_not_one_in_five():
    """What `random.randint(0, 5) == 0` comes to; about 19 of 20 such designs fail."""
    failed = [not _passes(random.Random(seed), 1 / 6) for seed in range(60)]
    assert failed.count(True) >= 50
    assert all(_passes(random.Random(seed), 1 / 5) for seed in range(60))


def _passes(draw: random.Random, share: float) -> bool:
    seen = 0
    for sent in range(1, LIVE.last + 1):
        seen += draw.random() < share
        fits = LIVE.decide(0.2, sent, seen) if sent in LIVE.stops else None
        if fits is not None:
            return fits
    raise AssertionError("a plan decides at its last stop")


def test_what_was_never_or_always_chosen_is_not_passed_as_a_small_share():
    plan = ROUTER_CLOSELY
    for sent in plan.stops:
        assert plan.decide(0.005, sent, 0) is not True
        assert plan.decide(0.995, sent, sent) is not True
    assert plan.decide(0.005, plan.last, 0) is False


def test_nothing_and_everything_are_exact():
    for sent in ROUTER.stops:
        assert ROUTER.decide(0.0, sent, 0) is True
        assert ROUTER.decide(0.0, sent, 1) is False
        assert ROUTER.decide(1.0, sent, sent) is True
        assert ROUTER.decide(1.0, sent, sent - 1) is False


def test_twice_a_small_share_is_found():
    assert ROUTER_CLOSELY.decide(0.005, 8000, 40) is True
    assert ROUTER_CLOSELY.decide(0.005, ROUTER_CLOSELY.last, 120) is False


@pytest.mark.parametrize("length", [5, 100, 250])
def test_a_pack_dealt_in_order_passes(length):
    for begun in range(0, length, max(1, length // 25)):
        seen, decided = 0, None
        for sent in range(1, LIVE.last + 1):
            seen += (begun + sent) % length < length / 5
            if sent in LIVE.stops and decided is None:
                decided = LIVE.decide(0.2, sent, seen)
        assert decided is True, (length, begun)
