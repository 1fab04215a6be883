"""Who is next."""

from __future__ import annotations

import pytest
from kata.workshop import queue, rooms
from people import claimed, graded, hand_in, joined, state_of, verdict

pytestmark = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def made(desk):
    public = rooms.create_room(desk, "sms")
    rooms.open_stage(desk, public, seen=0, by=None)
    return public


def test_nobodys_second_comes_before_anybodys_first(desk, made, hands):
    anna, ben = joined(desk, made), joined(desk, made)
    first = hand_in(desk, anna, anyway=True)
    rooms.open_stage(desk, made, seen=1, by=None)
    hands.go(1)
    second = hand_in(desk, anna, "2", stage=2)
    hands.go(1)
    third = hand_in(desk, ben)
    assert [claimed(desk).submission for _ in range(3)] == [first.id, third.id, second.id]


def test_what_was_lost_keeps_its_place(desk, made, hands):
    first = hand_in(desk, joined(desk, made))
    hands.go(1)
    hand_in(desk, joined(desk, made))
    found = claimed(desk)
    queue.give_back(desk, found, "its worker ended", blame=True)
    assert claimed(desk).submission == first.id


def test_who_was_slow_waits_in_the_slow_lane(desk, made):
    anna, ben = joined(desk, made), joined(desk, made)
    hand_in(desk, anna)
    queue.record(desk, claimed(desk), verdict(False, seconds=90.0))
    slow = hand_in(desk, anna, "2").id
    quick = hand_in(desk, ben).id
    assert claimed(desk).submission == quick
    assert queue.claim(desk, "server", 0, slow_allowed=False) is None
    assert claimed(desk).submission == slow


def test_a_job_stopped_for_others_goes_to_the_slow_lane_and_costs_no_try(desk, made):
    public = hand_in(desk, joined(desk, made)).id
    for _ in range(5):
        queue.give_back(desk, claimed(desk), "stopped", blame=False, lane="slow")
    again = claimed(desk)
    assert (again.submission, again.lane, again.stopped) == (public, "slow", True)


def test_a_claim_by_two_servers_is_one_claim(desk, made):
    hand_in(desk, joined(desk, made))
    assert queue.claim(desk, "one", 0) is not None
    assert queue.claim(desk, "two", 0) is None


def test_only_servers_that_are_gone_lose_their_claims(desk, made, hands):
    public = hand_in(desk, joined(desk, made)).id
    queue.beat(desk, "one")
    claimed(desk, "one")
    assert queue.free(desk, "two", alone=False) == 0
    hands.go(queue.ALIVE_SECONDS + 1)
    queue.beat(desk, "two")
    assert queue.free(desk, "two", alone=False) == 1
    assert state_of(desk, public) == "queued"


def test_a_claim_of_which_its_server_never_heard_is_free_and_what_it_holds_is_not(desk, made):
    """The database took the claim and went before it said so."""
    lost = hand_in(desk, joined(desk, made)).id
    kept = hand_in(desk, joined(desk, made)).id
    queue.beat(desk, "one")
    claimed(desk, "one")
    held = claimed(desk, "one")
    assert queue.free(desk, "one", {held.lease}, alone=True) == 1
    assert (state_of(desk, lost), state_of(desk, kept)) == ("queued", "grading")


def test_verdicts_still_come_when_the_room_is_closed(desk, made):
    public = hand_in(desk, joined(desk, made)).id
    rooms.close_room(desk, made, by=None)
    graded(desk)
    assert state_of(desk, public) == "graded"
