from simulators.shares import MANY_NUMBERS, ONE_NUMBER, ROUTER, ROUTER_CLOSELY, bounds, outside


def test_a_right_random_split_fails_less_than_once_in_a_million():
    assert MANY_NUMBERS.risk(0.2) + ONE_NUMBER.risk(0.2) < 1e-6
    for share in (0.005, 0.01, 0.15, 0.5, 0.7):
        assert 48 * ROUTER.risk(share) + 16 * ROUTER_CLOSELY.risk(share) < 1e-6


def test_bounds_are_the_exact_ones_of_a_small_case():
    assert bounds(4, 0.5, 0.15) == (1, 3)
    assert abs(outside(4, 0.5, 1, 3) - 2 / 16) < 1e-12


def test_a_share_at_the_last_look_is_judged_by_the_bounds():
    lowest, highest = bounds(MANY_NUMBERS.last, 0.2, MANY_NUMBERS.error)
    assert MANY_NUMBERS.decide(0.2, MANY_NUMBERS.last, lowest) is True
    assert MANY_NUMBERS.decide(0.2, MANY_NUMBERS.last, lowest - 1) is False
    assert MANY_NUMBERS.decide(0.2, MANY_NUMBERS.last, highest + 1) is False


def test_an_early_look_passes_what_is_near_and_asks_for_more_where_it_is_not():
    assert MANY_NUMBERS.decide(0.2, 1000, 210) is True
    assert MANY_NUMBERS.decide(0.2, 1000, 211) is None
    assert MANY_NUMBERS.decide(0.2, 1000, 179) is None


def test_an_early_look_fails_only_what_is_far_beyond_chance():
    assert MANY_NUMBERS.decide(0.2, 500, 0) is False
    assert MANY_NUMBERS.decide(0.2, 1000, 250) is None
    assert MANY_NUMBERS.decide(0.2, 1000, 300) is False


def test_a_small_share_is_not_passed_early_when_it_was_never_or_always_chosen():
    plan = ROUTER_CLOSELY
    first = plan.stops[0]
    assert plan.decide(0.005, first, 0) is None
    assert plan.decide(0.995, first, first) is None
    assert plan.decide(0.005, plan.last, 0) is False


def test_nothing_and_everything_are_exact():
    for sent in ROUTER.stops:
        assert ROUTER.decide(0.0, sent, 0) is True
        assert ROUTER.decide(0.0, sent, 1) is False
        assert ROUTER.decide(1.0, sent, sent) is True
        assert ROUTER.decide(1.0, sent, sent - 1) is False


def test_a_small_share_has_to_be_nearer_to_pass_early():
    first = ROUTER_CLOSELY.stops[0]
    assert first == 2000
    assert ROUTER_CLOSELY.decide(0.005, first, 12) is True
    assert ROUTER_CLOSELY.decide(0.005, first, 20) is None
    assert ROUTER_CLOSELY.decide(0.995, first, first - 20) is None
    assert ROUTER_CLOSELY.decide(0.005, 4000, 59) is False


def test_periodic_designs_fit_at_every_look():
    for plan in (MANY_NUMBERS, ONE_NUMBER):
        for sent in plan.stops:
            for offset in range(5):
                seen = sum((place + offset) % 5 == 4 for place in range(sent))
                assert plan.decide(0.2, sent, seen) is True
