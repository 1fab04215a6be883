"""What a facilitator does to a room, and what is refused."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from kata.workshop import grants, people, rooms
from kata.workshop.refusal import Refusal
from kata.workshop.store.tables import event, person, room
from sqlalchemy import select

pytestmark = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def made(desk):
    return rooms.create_room(desk, "sms")


def row(desk, public):
    with desk.store.read() as connection:
        return connection.execute(select(room).where(room.c.public == public)).one()


def code(desk, public):
    return rooms.join_code(desk, row(desk, public))


def events(desk):
    with desk.store.read() as connection:
        return [(each.seq, each.type) for each in connection.execute(select(event).order_by(event.c.seq))]


def test_what_happens_is_numbered_without_a_gap(desk, made):
    joined = people.join(desk, code(desk, made), name="Anna")
    rooms.open_stage(desk, made, seen=0, by=None)
    people.look(desk, joined.person, 1)
    people.look(desk, joined.person, 1)
    rooms.pause_room(desk, made, reason="coffee", by=None)
    rooms.resume_room(desk, made, by=None)
    rooms.extend(desk, made, 1, seconds=300, reason="late start", by=None)
    rooms.extra(desk, made, joined.person, 2, seconds=60, reason="a call", by=None)
    question = people.ask(desk, joined.person, "May I use dataclasses?")
    rooms.say(desk, made, "You may.", to=joined.person, answers=question, by=None)
    rooms.begin_debrief(desk, made, by=None)
    rooms.close_room(desk, made, by=None)
    kinds = [
        "created",
        "joined",
        "opened",
        "revealed",
        "paused",
        "resumed",
        "extended",
        "extra",
        "asked",
        "said",
        "debrief",
        "closed",
    ]
    assert events(desk) == list(enumerate(kinds, 1))
    assert row(desk, made).seq == len(kinds)


def test_two_clicks_open_one_stage(desk, made):
    assert rooms.open_stage(desk, made, seen=0, by=None) == 1
    with pytest.raises(Refusal, match="Stage 1 is open already") as told:
        rooms.open_stage(desk, made, seen=0, by=None)
    assert told.value.error == "stale"
    assert rooms.open_stage(desk, made, seen=1, by=None) == 2


def test_a_refused_change_leaves_no_event(desk, made):
    with pytest.raises(Refusal):
        rooms.resume_room(desk, made, by=None)
    with pytest.raises(Refusal):
        rooms.extend(desk, made, 1, seconds=60, reason="", by=None)
    assert events(desk) == [(1, "created")]


def test_a_closed_room_takes_nothing_more(desk, made):
    joined = people.join(desk, code(desk, made))
    rooms.close_room(desk, made, by=None)
    for change in (
        lambda: rooms.open_stage(desk, made, seen=0, by=None),
        lambda: rooms.say(desk, made, "hello", by=None),
        lambda: people.ask(desk, joined.person, "hello?"),
    ):
        with pytest.raises(Refusal, match="closed"):
            change()


def test_unknown_shut_and_closed_rooms_answer_alike(desk, made):
    shut, closed = made, rooms.create_room(desk, "sms")
    rooms.set_door(desk, shut, "shut", by=None)
    codes = [code(desk, shut), code(desk, closed), "AAAA-AAAA"]
    rooms.close_room(desk, closed, by=None)
    told = set()
    for each in codes:
        with pytest.raises(Refusal) as refused:
            people.join(desk, each)
        told.add((refused.value.status, refused.value.error, str(refused.value)))
    assert len(told) == 1


def test_a_new_code_takes_the_place_of_the_old_one(desk, made):
    old = code(desk, made)
    rooms.new_code(desk, made, by=None)
    with pytest.raises(Refusal, match="No room"):
        people.join(desk, old)
    assert people.join(desk, code(desk, made).lower().replace("-", " ")).room == made


def test_five_hundred_joins_stop_at_the_places(desk):
    """Bots, twenty at a time, and nobody squeezes in."""
    small = rooms.create_room(desk, "sms", places=3)
    opens = code(desk, small)

    def joins(number):
        try:
            people.join(desk, opens, name=f"bot {number}")
        except Refusal as refusal:
            return refusal.error
        return "in"

    with ThreadPoolExecutor(20) as bots:
        told = Counter(bots.map(joins, range(500)))
    assert told == {"in": 3, "full": 497}
    with desk.store.read() as connection:
        assert len(connection.execute(select(person)).all()) == 3


def test_a_removed_person_has_no_place_and_no_token(desk):
    small = rooms.create_room(desk, "sms", places=1)
    joined = people.join(desk, code(desk, small), name="Rude")
    rooms.remove(desk, small, joined.person, by=None)
    with desk.store.read() as connection:
        assert grants.caller(connection, joined.token, "bearer", desk.clock.now().wall) is None
    assert people.join(desk, code(desk, small)).person != joined.person


@pytest.mark.parametrize("name", ["\u0410nna", "Ann\u0430", "ANNA", "An na", "\uff21nna", "Änna"])
def test_a_name_that_looks_like_another_is_not_given_twice(desk, made, name):
    assert people.join(desk, code(desk, made), name=" Anna ").name == "Anna"
    twin = people.join(desk, code(desk, made), name=name)
    assert twin.name is None and twin.animal


@pytest.mark.parametrize("name", ["\u202eAnna", "An\u200bna", "a\x1b[31mb", "x" * 41, "a\x00b"])
def test_a_name_that_cannot_be_shown_is_refused(desk, made, name):
    with pytest.raises(Refusal) as told:
        people.join(desk, code(desk, made), name=name)
    assert told.value.status == 400


def test_animals_alone_where_the_room_wants_it(desk):
    public = rooms.create_room(desk, "sms", animals=True)
    assert people.join(desk, code(desk, public), name="Anna").name is None


def test_a_stage_is_shown_when_the_room_opened_it_and_the_one_before_is_closed(desk, made):
    joined = people.join(desk, code(desk, made))
    with pytest.raises(Refusal) as early:
        people.look(desk, joined.person, 1)
    assert early.value.status == 404
    rooms.open_stage(desk, made, seen=0, by=None)
    rooms.open_stage(desk, made, seen=1, by=None)
    people.look(desk, joined.person, 1)
    with pytest.raises(Refusal) as open_but_not_closed:
        people.look(desk, joined.person, 2)
    assert open_but_not_closed.value.status == 404
    assert [rooms.may_reveal(2, 1, stage) for stage in range(5)] == [False, True, True, False, False]


def test_by_the_clock_the_next_stage_opens_half_a_minute_after_the_time(desk, hands):
    public = rooms.create_room(desk, "sms", mode="on-clock")
    minutes = row(desk, public).minutes[0]
    rooms.open_stage(desk, public, seen=0, by=None)
    rooms.extend(desk, public, 1, seconds=60, reason="", by=None)
    hands.go(minutes * 60 + 60 + 29)
    assert rooms.open_by_clock(desk, public) is None
    hands.go(2)
    assert rooms.open_by_clock(desk, public) == 2
    assert rooms.open_by_clock(desk, public) is None


def test_each_for_themselves_all_stages_are_open_from_the_start(desk):
    public = rooms.create_room(desk, "sms", mode="on-pass")
    rooms.open_stage(desk, public, seen=0, by=None)
    assert [kind for _, kind in events(desk)].count("opened") == len(row(desk, public).minutes)


def test_time_is_taken_back_only_as_far_as_it_was_given(desk, made):
    rooms.open_stage(desk, made, seen=0, by=None)
    rooms.extend(desk, made, 1, seconds=120, reason="", by=None)
    rooms.extend(desk, made, 1, seconds=-120, reason="a mistake", by=None)
    with pytest.raises(Refusal):
        rooms.extend(desk, made, 1, seconds=-1, reason="", by=None)


def test_a_link_is_used_once_and_within_ten_minutes(desk, hands):
    link = grants.link(desk, "owner")
    session = grants.enter(desk, link)
    for wrong in (link, "made up", session):
        with pytest.raises(Refusal) as told:
            grants.enter(desk, wrong)
        assert told.value.status == 403
    late = grants.link(desk, "owner")
    hands.go(grants.LINK_SECONDS + 1)
    with pytest.raises(Refusal):
        grants.enter(desk, late)


def test_a_token_is_taken_in_its_own_way_alone_and_ends_with_its_grant(desk, made):
    joined = people.join(desk, code(desk, made))
    session = grants.enter(desk, grants.link(desk, "facilitator", room_id=made))

    def who(token, use):
        with desk.store.read() as connection:
            return grants.caller(connection, token, use, desk.clock.now().wall)

    assert who(joined.token, "session") is None and who(session, "bearer") is None
    assert who(joined.token, "bearer").person == joined.person
    assert who(session, "session").sees_room(made) and not who(session, "session").sees_room("other")
    assert grants.revoke(desk, role="facilitator") == 1
    assert who(session, "session") is None and who(joined.token, "bearer") is not None
    people.leave(desk, joined.person)
    assert who(joined.token, "bearer") is None
