"""Graded again, aside: nothing changes for anybody until it is applied, and a cancelled regrading leaves no trace."""

from __future__ import annotations

import threading
import zlib
from dataclasses import replace

import pytest
from a_room import Browser, Played, make_room, report_of
from a_server import send, served, until_decided
from invariants import broken
from kata.report.report import encode
from kata.workshop import hand_ins, keeping, messages, queue, reading, regrading, rooms
from kata.workshop.queue import Verdict
from kata.workshop.refusal import Refusal
from kata.workshop.server import Settings, desk_of
from kata.workshop.store.tables import closure, event, job, message
from kata.workshop.store.tables import regrading as table
from people import claimed, graded, hand_in, joined, row
from sqlalchemy import select

from tests.commands.conftest import kata

__all__ = ["kata"]

ON_BOTH = pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)


def both(test):
    """On both databases, which are as they must be afterwards."""
    return pytest.mark.usefixtures("all_is_well")(ON_BOTH(test))


@pytest.fixture
def made(desk):
    return rooms.create_room(desk, "sms")


@pytest.fixture
def anna(desk, made):
    person = joined(desk, made, "Anna")
    rooms.open_stage(desk, made, seen=0, by=None)
    return person


@pytest.fixture
def all_is_well(desk):
    yield
    with desk.store.read() as connection:
        assert broken(connection) == {}


def found(passed, *failed):
    report = report_of(1, passed=passed, failed=failed)
    return Verdict(passed, report.score, "kept", zlib.compress(encode(report)))


def begin(desk, made, **of):
    return regrading.regrade(desk, made, **of, reason="The kata was mended.", by=None)


def standing(desk, made):
    with desk.store.read() as connection:
        return regrading.undecided(connection, row(desk, made).id)


def states(desk):
    with desk.store.read() as connection:
        return list(connection.execute(select(table.c.state).order_by(table.c.id)).scalars())


def told(desk, person, public):
    """What the person's report says, and whether their stage is closed."""
    with desk.store.read() as connection:
        report = reading.report_of(desk, connection, reading.hand_in(connection, public, person))
    return report.passed, reading.me(desk, person, None).own.stage - 1


def events(desk, *kinds):
    with desk.store.read() as connection:
        query = select(event.c.type, event.c.body).where(event.c.type.in_(kinds)).order_by(event.c.seq)
        return [(each.type, each.body) for each in connection.execute(query)]


@both
def test_a_trainees_report_changes_when_it_is_applied_and_not_before(desk, made, anna):
    public = hand_in(desk, anna).id
    queue.record(desk, claimed(desk), found(False, "a.check", "b.check"))
    before = told(desk, anna, public)
    number = begin(desk, made, stage=1)
    assert states(desk) == ["running"]
    queue.record(desk, claimed(desk), found(True))
    assert states(desk) == ["ready"]
    assert told(desk, anna, public) == before == (False, 0)
    (compared,) = standing(desk, made).hand_ins
    assert (compared.old.passed, compared.new.passed) == (False, True)
    assert compared.changed == ("a.check", "b.check") and compared.differs
    assert regrading.apply(desk, made, number, by=None) == 1
    assert states(desk) == ["applied"] and standing(desk, made) is None
    assert told(desk, anna, public) == (True, 1)
    me = reading.me(desk, anna, None)
    assert me.regraded == (messages.Regraded(id=public, by=number),)
    assert "graded again (The kata was mended.). It has passed." in me.messages[0].text and me.messages[0].own
    kinds = ("regrading", "regrading-ready", "regraded", "regrading-applied", "regrading-cancelled")
    assert [kind for kind, _ in events(desk, *kinds)] == list(kinds[:-1])
    assert events(desk, "regraded")[0][1] == {
        "person": anna,
        "stage": 1,
        "submission": public,
        "before": False,
        "passed": True,
    }


@both
def test_a_stage_that_is_closed_by_it_was_closed_when_it_was_handed_in(desk, made, anna, hands):
    handed_in = hands.now()
    hand_in(desk, anna)
    queue.record(desk, claimed(desk), found(False, "a.check"))
    hands.go(600)
    number = begin(desk, made, stage=1)
    queue.record(desk, claimed(desk), found(True))
    regrading.apply(desk, made, number, by=None)
    with desk.store.read() as connection:
        assert connection.execute(select(closure.c.closed)).scalar_one() == handed_in


@both
def test_who_has_gone_on_is_not_sent_back_when_it_fails_now(desk, made, anna):
    public = hand_in(desk, anna).id
    queue.record(desk, claimed(desk), found(True))
    number = begin(desk, made, hand_in=public)
    queue.record(desk, claimed(desk), found(False, "a.check"))
    regrading.apply(desk, made, number, by=None)
    assert told(desk, anna, public) == (False, 1)
    with desk.store.read() as connection:
        assert connection.execute(select(closure.c.cause)).scalar_one() == "moved-on"


@both
@pytest.mark.parametrize("ready", [False, True])
def test_a_cancelled_one_changes_nothing_and_is_graded_no_further(desk, made, anna, ready):
    first = hand_in(desk, anna).id
    queue.record(desk, claimed(desk), found(False, "a.check"))
    hand_in(desk, anna, "2")
    queue.record(desk, claimed(desk), found(False, "a.check"))
    number = begin(desk, made, stage=1)
    under_way = claimed(desk)
    if ready:
        queue.record(desk, under_way, found(True))
        queue.record(desk, claimed(desk), found(True))
    regrading.cancel(desk, made, number, by=None)
    assert states(desk) == ["cancelled"]
    assert queue.claim(desk, "server", 7) is None
    assert queue.record(desk, under_way, found(True)) is not ready  # it comes too late to matter
    queue.give_back(desk, under_way, "its worker ended", blame=True)
    assert states(desk) == ["cancelled"] and told(desk, anna, first) == (False, 0)
    assert reading.me(desk, anna, None).regraded == ()
    for again in (regrading.apply, regrading.cancel):
        with pytest.raises(Refusal, match="cancelled by now"):
            again(desk, made, number, by=None)
    assert begin(desk, made, stage=1)  # another may begin


@both
def test_it_is_applied_whole_or_not_at_all(desk, made, anna):
    public = hand_in(desk, anna).id
    queue.record(desk, claimed(desk), found(False, "a.check"))
    number = begin(desk, made, stage=1)
    with pytest.raises(Refusal, match="still running"):
        regrading.apply(desk, made, number, by=None)
    queue.record(desk, claimed(desk), found(True))

    class Killed(BaseException):
        pass

    def step(name):
        if name == "regrading-counted":
            raise Killed

    with pytest.raises(Killed):
        regrading.apply(replace(desk, step=step), made, number, by=None)
    assert states(desk) == ["ready"] and told(desk, anna, public) == (False, 0)
    assert regrading.apply(desk, made, number, by=None) == 1
    with pytest.raises(Refusal, match="applied by now"):
        regrading.apply(desk, made, number, by=None)


@both
def test_what_cannot_be_graded_again_keeps_its_verdict(desk, made, anna):
    public = hand_in(desk, anna).id
    queue.record(desk, claimed(desk), found(True))
    number = begin(desk, made, stage=1)
    for _ in range(queue.MOST_TRIES):
        assert states(desk) == ["running"]
        queue.give_back(desk, claimed(desk), "its worker ended", blame=True)
    (compared,) = standing(desk, made).hand_ins
    assert (compared.new, compared.trouble, compared.differs) == (None, "its worker ended", False)
    assert standing(desk, made).done == 1
    assert regrading.apply(desk, made, number, by=None) == 0
    assert told(desk, anna, public) == (True, 1)
    with desk.store.read() as connection:
        assert connection.execute(select(message.c.id)).all() == []


@both
def test_a_room_has_one_that_is_not_decided_and_is_not_closed_meanwhile(desk, made, anna):
    with pytest.raises(Refusal, match="no graded hand-in"):
        begin(desk, made, stage=1)
    hand_in(desk, anna)
    with pytest.raises(Refusal, match="no graded hand-in"):
        begin(desk, made, stage=1)
    graded(desk)
    with pytest.raises(Refusal, match="reason is missing"):
        regrading.regrade(desk, made, stage=1, reason=" ", by=None)
    number = begin(desk, made, stage=1)
    with pytest.raises(Refusal, match="not decided yet"):
        begin(desk, made, stage=1)
    with pytest.raises(Refusal, match="not decided yet"):
        rooms.close_room(desk, made, by=None)
    other = rooms.create_room(desk, "sms")
    with pytest.raises(Refusal, match="nothing here"):
        regrading.cancel(desk, other, number, by=None)
    theirs = hand_in(desk, anna).id
    with pytest.raises(Refusal, match="no graded hand-in"):
        begin(desk, other, hand_in=theirs)
    regrading.cancel(desk, made, number, by=None)
    rooms.close_room(desk, made, by=None)
    keeping.forget(desk, made)
    with desk.store.read() as connection:
        assert connection.execute(select(table.c.reason)).scalars().all() == [""]


@both
def test_it_holds_up_nobody(desk, made, anna, hands):
    """A regrading waits for what is live; neither does it put back the person's own next hand-in, nor slow anybody."""
    for text in ("1", "2", "3"):
        hand_in(desk, anna, text)
        queue.record(desk, claimed(desk), found(False, "a.check"))
    begin(desk, made, stage=1)
    hands.go(1)
    ben = joined(desk, made, "Ben")
    live = hand_in(desk, anna, "4").id
    hands.go(1)
    second = hand_in(desk, ben).id
    assert [claimed(desk).submission for _ in range(2)] == [live, second]
    stopped = claimed(desk)
    queue.give_back(desk, stopped, "it was stopped", blame=False, lane=hand_ins.SLOW)
    with desk.store.read() as connection:
        lanes = set(connection.execute(select(job.c.lane).where(job.c.regrading > 0)).scalars())
    assert lanes == {hand_ins.REGRADE}


def test_a_server_that_stops_in_between_goes_on_where_it_was(tmp_path):
    with served(tmp_path / "data") as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, joined_ = own.join(room)
        public = messages.decode(send(client).content, messages.Accepted).id
        assert until_decided(client, public).passed
        own.courier.held = True
        number = begin(own.desk, room, stage=1)
        while not own.ready.dispatcher.workers()[1]:
            threading.Event().wait(0.01)
    with served(tmp_path / "data") as own:
        while standing(own.desk, room).state != "ready":
            threading.Event().wait(0.01)
        (compared,) = standing(own.desk, room).hand_ins
        assert compared.new is not None and not compared.differs
        assert len(own.courier.asked) == 1
        assert regrading.apply(own.desk, room, number, by=None) == 0
        report = own.client(joined_.token).get(f"/api/v1/hand-ins/{public}/report").json()
        assert report["passed"]
        with own.desk.store.read() as connection:
            assert broken(connection) == {}


def test_the_command_does_the_same_from_a_shell(tmp_path, kata):
    data = tmp_path / "data"
    own = desk_of(Settings(data=data))
    room = rooms.create_room(own, "sms")
    anna = joined(own, room, "Anna")
    rooms.open_stage(own, room, seen=0, by=None)

    def asked(*more):
        return kata("workshop", "regrade", room, "--data", str(data), *more)

    try:
        public = hand_in(own, anna).id
        queue.record(own, claimed(own), found(False, "a.check"))
        assert "Nothing is being graded again" in asked().out
        assert asked("--apply").code == 2 and asked("--stage", "1", "--cancel").code == 2
        assert asked("--stage", "1").code != 0  # no reason
        assert asked("--hand-in", public, "--reason", "The kata was mended.").code == 0
        assert "0 of 1 graded again" in asked().out
        queue.record(own, claimed(own), found(True))
        told_ = " ".join(asked().out.split())
        assert "Ready: 1 of 1 would change." in told_
        assert "Anna, stage 1, attempt 1: not passed, now passed. a.check not there" in told_
        assert "1 hand-in changed" in asked("--apply").out and told(own, anna, public) == (True, 1)
        assert asked("--stage", "1", "--reason", "Again").code == 0 == asked("--cancel").code
        assert states(own) == ["applied", "cancelled"]
        assert kata("workshop", "regrade", "0" * 16, "--data", str(data)).code != 0
    finally:
        own.store.close()


# The facilitator's page


@pytest.fixture
def played(desk):
    made = make_room(desk)
    made.join("Ada")
    made.join("Grace")
    rooms.open_stage(desk, made.public, seen=0, by=None)
    yield made
    made.site.live.close()


def post(played: Played, action: str, **form: object):
    browser = Browser(played.app(), played.session("facilitator"))
    answer = browser.post(
        f"/rooms/{played.public}/{action}", data=form, headers={"origin": "http://testserver"}
    )
    return answer, browser.get(f"/rooms/{played.public}/regrading").text


def test_the_page_compares_and_the_facilitator_decides(played, desk):
    ada = played.hand_in("Ada", 1, report_of(1, passed=False, failed=("a.check",)))
    played.hand_in("Grace", 1, report_of(1), closes="passed")
    assert "Nothing is being graded again" in post(played, "regrade", seen="none", stage="1")[1]  # no reason
    answer, page = post(played, "regrade", seen="none", stage="1", reason="The kata was mended.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/rooms/{played.public}/regrading")
    assert "0 of 2 graded again" in page and "Let them count" not in page
    assert post(played, "regrade", seen="none", stage="1", reason="Twice")[0].status_code == 409
    queue.record(desk, claimed(desk), found(True))
    queue.record(desk, claimed(desk), found(True))
    number = standing(desk, played.public).public
    page = post(played, "apply", seen="0000000000000000")[1]
    assert "Ready: 1 of 2 would change." in page and "<code>a.check</code>: failed" in page
    answer, page = post(played, "apply", seen=number)
    assert answer.status_code == 303 and "applied: The kata was mended." in page
    assert post(played, "cancel", seen=number)[0].status_code == 409
    browser = Browser(played.app(), played.session("facilitator"))
    assert "The regrading counts: 1 hand-in changed." in browser.get(f"/rooms/{played.public}").text
    _, page = post(played, "regrade", **{"seen": number, "hand-in": ada, "reason": "Once more"})
    assert "0 of 1 graded again" in page
    page = post(played, "cancel", seen=standing(desk, played.public).public)[1]
    assert "cancelled: Once more" in page
