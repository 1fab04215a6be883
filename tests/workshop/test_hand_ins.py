"""Hand-ins: the same one is one, one waits, and what closes a stage."""

from __future__ import annotations

import threading

import pytest
from invariants import broken
from kata.session.amend import without_new_given
from kata.workshop import hand_ins, queue, rooms
from kata.workshop.hand_ins import HandIn, receive
from kata.workshop.refusal import Refusal
from kata.workshop.store.tables import baseline, closure, event, submission
from people import claimed, files, graded, hand_in, joined, row, state_of, verdict
from sqlalchemy import select

pytestmark = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def made(desk):
    return rooms.create_room(desk, "sms")


@pytest.fixture
def anna(desk, made):
    person = joined(desk, made, "Anna")
    rooms.open_stage(desk, made, seen=0, by=None)
    return person


@pytest.fixture(autouse=True)
def all_is_well(desk):
    yield
    with desk.store.read() as connection:
        assert broken(connection) == {}


def closures(desk):
    with desk.store.read() as connection:
        return [
            (each.stage, each.cause) for each in connection.execute(select(closure).order_by(closure.c.stage))
        ]


def events(desk):
    with desk.store.read() as connection:
        return [each.type for each in connection.execute(select(event).order_by(event.c.seq))]


def test_the_same_files_are_one_hand_in_with_its_first_time(desk, anna, hands):
    first = hand_in(desk, anna)
    hands.go(60)
    second = hand_in(desk, anna)
    assert first.new and not second.new
    assert (second.id, second.received_at, second.attempt) == (first.id, first.received_at, 1)
    graded(desk, passed=False)
    assert hand_in(desk, anna).id == first.id
    assert queue.claim(desk, "server", 0) is None


def test_fifty_threads_with_one_tree_are_one_row_and_with_fifty_trees_one_waits(desk, anna):
    def race(texts):
        threads = [threading.Thread(target=hand_in, args=(desk, anna, text)) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    race(["same\n"] * 50)
    with desk.store.read() as connection:
        assert len(connection.execute(select(submission)).all()) == 1
    race([f"x = {number}\n" for number in range(50)])
    with desk.store.read() as connection:
        found = connection.execute(select(submission.c.state, submission.c.attempt)).all()
    assert sorted(each.attempt for each in found) == list(range(1, 52))
    assert [each.state for each in found].count("queued") == 1


def test_a_newer_one_takes_the_place_of_what_waits_but_not_of_what_is_graded(desk, anna):
    first, second = hand_in(desk, anna, "1"), hand_in(desk, anna, "2")
    assert (state_of(desk, first.id), state_of(desk, second.id)) == ("replaced", "queued")
    claimed(desk)
    third = hand_in(desk, anna, "3")
    assert (state_of(desk, second.id), state_of(desk, third.id)) == ("grading", "queued")


def test_what_was_replaced_is_queued_when_it_is_handed_in_again(desk, anna, hands):
    first = hand_in(desk, anna, "1")
    second = hand_in(desk, anna, "2")
    hands.go(10)
    again = hand_in(desk, anna, "1")
    assert not again.new and again.id == first.id and again.received_at == first.received_at + 10
    assert (state_of(desk, first.id), state_of(desk, second.id)) == ("queued", "replaced")


def test_what_is_lost_while_a_newer_one_waits_gives_way_to_it(desk, anna):
    first = hand_in(desk, anna, "1")
    found = claimed(desk)
    second = hand_in(desk, anna, "2")
    queue.give_back(desk, found, "gone", blame=True)
    assert (state_of(desk, first.id), state_of(desk, second.id)) == ("replaced", "queued")


def test_a_pass_closes_the_stage_with_the_time_of_its_receipt(desk, anna, hands):
    hand_in(desk, anna)
    received = hands.now()
    hands.go(300)
    graded(desk)
    assert closures(desk) == [(1, "passed")]
    with desk.store.read() as connection:
        assert connection.execute(select(closure.c.closed)).scalar_one() == received


def test_who_is_early_waits_for_the_opening(desk, made, anna):
    hand_in(desk, anna)
    graded(desk)
    with pytest.raises(Refusal) as told:
        hand_in(desk, anna, "2", stage=2)
    assert told.value.error == "not-open"
    rooms.open_stage(desk, made, seen=1, by=None)
    assert hand_in(desk, anna, "2", stage=2).new


def test_a_failure_closes_nothing_and_anyway_closes_at_once(desk, anna):
    hand_in(desk, anna)
    graded(desk, passed=False)
    assert closures(desk) == []
    again = hand_in(desk, anna, anyway=True)
    assert again.closed and not again.new
    assert closures(desk) == [(1, "anyway")]


def test_when_the_room_has_moved_on_the_next_hand_in_closes_when_it_is_acknowledged(desk, made, anna):
    hand_in(desk, anna)
    graded(desk, passed=False)
    rooms.open_stage(desk, made, seen=1, by=None)
    assert closures(desk) == []
    stayed = hand_in(desk, anna, "2", stay=True)
    assert not stayed.closed and closures(desk) == []
    graded(desk, passed=False)
    moved = hand_in(desk, anna, "3")
    assert moved.closed and moved.state == "queued"
    assert closures(desk) == [(1, "moved-on")]
    assert hand_in(desk, anna, "4", stage=2).new
    assert [state_of(desk, moved.id)] == ["queued"]


def test_each_for_themselves_nobody_is_moved_on(desk):
    public = rooms.create_room(desk, "sms", mode="on-pass")
    person = joined(desk, public)
    rooms.open_stage(desk, public, seen=0, by=None)
    assert not hand_in(desk, person).closed
    graded(desk)
    assert hand_in(desk, person, "2", stage=2).new


def test_a_stage_closes_once_whatever_comes_later(desk, made, anna):
    hand_in(desk, anna, "1")
    first = claimed(desk)
    hand_in(desk, anna, "2")
    second = claimed(desk)
    assert queue.record(desk, second, verdict())
    assert queue.record(desk, first, verdict())
    assert closures(desk) == [(1, "passed")]
    with desk.store.read() as connection:
        trees = connection.execute(select(baseline.c.tree).where(baseline.c.stage == 1)).scalars().all()
    assert trees == [files("2").tree]


def test_the_first_result_stands_and_a_different_second_is_told(desk, anna):
    hand_in(desk, anna)
    found = claimed(desk)
    assert queue.record(desk, found, verdict(passed=False))
    assert not queue.record(desk, found, verdict(passed=False))
    assert "flake" not in events(desk)
    assert not queue.record(desk, found, verdict(passed=True))
    assert events(desk)[-1] == "flake"
    assert closures(desk) == []


def test_a_worker_thought_dead_may_still_answer(desk, anna):
    first = hand_in(desk, anna)
    late = claimed(desk, "one")
    assert queue.free(desk, "two", alone=True) == 1
    assert claimed(desk, "two").submission == first.id
    assert queue.record(desk, late, verdict())
    assert state_of(desk, first.id) == "graded"


def test_three_lost_workers_are_the_graders_trouble_and_it_can_be_asked_again(desk, anna):
    made = hand_in(desk, anna)
    for _ in range(3):
        assert state_of(desk, made.id) == "queued"
        queue.give_back(desk, claimed(desk), "its worker ended", blame=True)
    assert state_of(desk, made.id) == "stuck"
    assert queue.claim(desk, "server", 0) is None
    assert hand_in(desk, anna).state == "queued"
    graded(desk)


def test_workers_lost_without_blame_cost_no_try(desk, anna):
    made = hand_in(desk, anna)
    for _ in range(5):
        queue.give_back(desk, claimed(desk), "the scheduler is gone", blame=False)
    assert state_of(desk, made.id) == "queued"


def test_nobody_hands_in_a_stage_that_is_not_theirs(desk, made, anna):
    for stage in (0, 2, 3, 99):
        with pytest.raises(Refusal) as told:
            hand_in(desk, anna, stage=stage)
        assert told.value.status == 404
    with pytest.raises(Refusal) as gone:
        hand_in(desk, "0" * 16)
    assert gone.value.status == 404


def test_a_claim_is_cut_to_what_can_be_and_counts_only_when_it_is_accepted(desk, made, anna, hands):
    from kata.workshop import people

    people.look(desk, anna, 1)
    revealed = hands.now().wall
    hands.go(1000)
    now = hands.now().wall

    def claim(text, at, since):
        public = hand_in(desk, anna, text, claim=at, since=since).id
        with desk.store.read() as connection:
            return public, connection.execute(
                select(submission.c.claimed_at).where(submission.c.public == public)
            ).scalar_one()

    first, cut = claim("1", revealed + 500, revealed)
    assert cut == revealed + 500
    assert claim("2", now + 900, revealed)[1] == now  # nothing is handed in in the future
    assert claim("3", revealed - 900, revealed - 1000)[1] == now  # nor before the hand-in that came before it
    rooms.accept_claim(desk, made, first, by=None)
    with desk.store.read() as connection:
        accepted = connection.execute(
            select(submission.c.accepted_at).where(submission.c.public == first)
        ).scalar_one()
    assert accepted == revealed + 500
    assert events(desk)[-1] == "claim-accepted"


def test_amendments_are_judged_before_what_follows_and_change_the_baseline(desk, made, anna, katas):
    start = hand_in(desk, anna)
    graded(desk)
    rooms.open_stage(desk, made, seen=1, by=None)
    amended = HandIn(stage=2, state=files("better\n"), kind="amend", reason="a clearer name")
    assert receive(desk, anna, amended).new
    with pytest.raises(Refusal) as waits:
        hand_in(desk, anna, "2", stage=2)
    assert waits.value.error == "judging"
    found = claimed(desk)
    assert found.kind == "amend" and [each.tree for each in found.baselines][1] == files().tree
    queue.record(desk, found, verdict(kind="refactoring"))
    assert not receive(desk, anna, amended).new
    hand_in(desk, anna, "2", stage=2)
    following = claimed(desk)
    assert following.refactored
    led_to = without_new_given(katas.kata("sms"), 2, files("better\n"))
    assert [each.tree for each in following.baselines][1] == led_to.tree
    assert start.id != following.submission


def test_an_amendment_needs_a_reason_a_closed_stage_and_changed_code(desk, made, anna):
    def amend(text, stage, reason):
        return receive(desk, anna, HandIn(stage=stage, state=files(text), kind="amend", reason=reason))

    with pytest.raises(Refusal, match="No stage is closed"):
        amend("1", 1, "because")
    hand_in(desk, anna)
    graded(desk)
    rooms.open_stage(desk, made, seen=1, by=None)
    with pytest.raises(Refusal, match="needs a reason"):
        amend("2", 2, "  ")
    with pytest.raises(Refusal, match="No code has changed"):
        amend("x = 1\n", 2, "because")


def test_equal_files_of_two_people_are_two_hand_ins(desk, made, anna):
    other = joined(desk, made)
    assert hand_in(desk, anna).id != hand_in(desk, other).id
    assert row(desk, made).seq == len(events(desk))


def test_again_is_for_what_waits_for_nobody(desk, anna):
    public = hand_in(desk, anna).id
    with pytest.raises(Refusal):
        hand_ins.again(desk, anna, public)
    newer = hand_in(desk, anna, "2").id
    hand_ins.again(desk, anna, public)
    assert (state_of(desk, public), state_of(desk, newer)) == ("queued", "replaced")
