from simulators.shares import MANY_NUMBERS, ONE_NUMBER, ROUTER, ROUTER_CLOSELY, bounds, outside


def test_a_right_random_split_fails_less_than_once_in_a_million():
    total = sum(
        outside(plan.last, 0.2, *bounds(plan.last, 0.2, plan.error)) for plan in (MANY_NUMBERS, ONE_NUMBER)
    )
    assert total < 1e-6


def test_bounds_are_the_exact_ones_of_a_small_case():
    assert bounds(4, 0.5, 0.15) == (1, 3)
    assert abs(outside(4, 0.5, 1, 3) - 2 / 16) < 1e-12


def test_a_share_at_the_last_look_is_judged_by_the_bounds():
    lowest, highest = bounds(MANY_NUMBERS.last, 0.2, MANY_NUMBERS.error)
    assert MANY_NUMBERS.decide(0.2, MANY_NUMBERS.last, lowest) is True
    assert MANY_NUMBERS.decide(0.2, MANY_NUMBERS.last, lowest - 1) is False
    assert MANY_NUMBERS.decide(0.2, MANY_NUMBERS.last, highest + 1) is False


def test_an_early_look_passes_or_asks_for_more_but_never_fails():
    assert MANY_NUMBERS.decide(0.2, 1000, 200) is True
    assert MANY_NUMBERS.decide(0.2, 1000, 0) is None


def test_a_small_share_is_not_passed_early_when_it_was_never_or_always_chosen():
    plan = ROUTER_CLOSELY
    assert plan.decide(0.005, plan.first, 0) is None
    assert plan.decide(0.995, plan.first, plan.first) is None
    assert plan.decide(0.005, plan.last, 0) is False


def test_nothing_and_everything_are_exact():
    assert ROUTER.decide(0.0, ROUTER.first, 0) is True
    assert ROUTER.decide(0.0, ROUTER.first, 1) is False
    assert ROUTER.decide(1.0, ROUTER.first, ROUTER.first) is True


def test_periodic_designs_fit_at_every_look():
    for plan in (MANY_NUMBERS, ONE_NUMBER):
        for sent in (plan.first, plan.last):
            for offset in range(5):
                seen = sum((place + offset) % 5 == 4 for place in range(sent))
                assert plan.decide(0.2, sent, seen) is True
