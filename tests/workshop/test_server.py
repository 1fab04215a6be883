"""How a server begins, what it refuses to begin with, and what becomes of its data."""

from __future__ import annotations

import importlib.util
import os
import socket
import stat
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from a_room import Browser
from a_server import no_walls, send, served, until_decided
from kata.base.errors import MachineError, StateError, UsageError
from kata.commands.workshop import insist_on_extra
from kata.fleet.courier import Progress
from kata.fleet.dask import Scheduler
from kata.fleet.workers import Workers
from kata.sandbox.ladder import choose
from kata.workshop import dispatcher, grants, keeping, messages, queue, reading, rooms, server
from kata.workshop.pages.board import words_of
from kata.workshop.pages.facts import room_named
from kata.workshop.pages.sessions import HOST_COOKIE
from kata.workshop.refusal import Refusal
from kata.workshop.server import Settings, listen, running
from kata.workshop.store.tables import event, job, person, snapshot
from people import graded, hand_in, joined
from sqlalchemy import select

from tests.commands.conftest import kata

__all__ = ["kata"]


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch):
    insist_on_extra()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MachineError, match=r"pip install 'design-katas\[workshop\]'"):
        insist_on_extra()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_it_is_open_to_others_only_with_tls_or_when_that_is_said(tmp_path, host):
    with pytest.raises(UsageError, match="--insecure-lan"):
        listen(Settings(data=tmp_path, host=host, port=0))
    listen(Settings(data=tmp_path, host="0.0.0.0", port=0, insecure_lan=True)).close()


def test_who_comes_before_it_answers_waits_and_a_second_server_is_told(tmp_path):
    with listen(Settings(data=tmp_path, port=0)) as first:
        port = first.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        with pytest.raises(UsageError, match=f"--port {port} cannot be used"):
            listen(Settings(data=tmp_path, port=port))


def test_it_does_not_begin_without_walls_that_are_strong_enough(tmp_path):
    def nothing_holds(require, allow_weak):
        return choose(require, allow_weak, rungs=())

    with (
        pytest.raises(MachineError, match="No sandbox"),
        running(Settings(data=tmp_path / "data"), prove=nothing_holds),
    ):
        pass
    assert not (tmp_path / "data").exists()


def test_one_folder_is_served_once_and_nobody_else_reads_it(tmp_path):
    before = os.umask(0)
    try:
        with served(tmp_path / "data") as first:
            with (
                pytest.raises(StateError, match="served from"),
                running(Settings(data=tmp_path / "data"), prove=no_walls),
            ):
                pass
            client, _ = first.join(first.room())
            assert client.get(messages.ME).status_code == 200
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600} and "key" in modes


def test_walls_that_stop_holding_stop_grading_and_not_receiving(tmp_path, monkeypatch):
    monkeypatch.setattr(dispatcher, "PROVE_SECONDS", 0.0)
    holds = True

    def walls(require, allow_weak):
        if not holds:
            raise MachineError("The walls do not hold.")
        return no_walls(require, allow_weak)

    with served(tmp_path / "data", prove=walls) as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, _ = own.join(room)
        holds, own.courier.fault = False, "a wall fell"
        first = messages.decode(send(client).content, messages.Accepted).id
        while not own.ready.dispatcher.halted:
            pass
        other, _ = own.join(room)
        second = send(other)
        assert second.status_code == 202
        found = messages.decode(client.get(f"{messages.HAND_INS}/{first}").content, messages.Progress)
        assert found.state == "queued" and found.passed is None
        health = client.get("/healthz").json()
        assert (health["queued"], health["database"]) == (2, "sqlite") and health["oldest_seconds"] >= 0
        leads = Browser(own.ready.app, grants.enter(own.desk, grants.link(own.desk, "owner")), HOST_COOKIE)
        told = "The walls do not hold. Type <code>kata doctor</code> on the server"
        assert told in leads.get(f"/rooms/{room}").text
        holds, own.courier.fault = True, ""
        assert until_decided(client, first).passed
        with own.desk.store.read() as connection:
            assert set(connection.execute(select(job.c.tries)).scalars()) == {0}


def test_a_cluster_that_is_away_is_told_to_the_facilitator_alone(tmp_path):
    with served(tmp_path / "data") as own:
        room = own.room()
        client, joined = own.join(room)

        def pages(role, path, **of):
            link = grants.link(own.desk, role, **of)
            return Browser(own.ready.app, grants.enter(own.desk, link), HOST_COOKIE).get(path).text

        def board():
            return pages("facilitator", f"/rooms/{room}", room_id=room)

        shown = (
            '<p class="practice" id="trouble" role="alert">Nothing is graded now; hand-ins are kept and wait.'
        )
        assert shown not in board()
        own.courier.away = "The scheduler tls://10.0.0.7:1 does not answer. Start it again."
        assert f"{shown} {own.courier.away}" in board()
        assert shown in pages("facilitator", f"/rooms/{room}/queue", room_id=room)
        assert client.get("/healthz").json()["halted"] == own.courier.away
        for other in (
            pages("projector", f"/rooms/{room}/projector", room_id=room),
            pages("trainee", "/me", room_id=room, person_id=joined.person.id),
            client.get(messages.ME).text,
        ):
            assert "scheduler" not in other
        own.courier.away = ""
        assert shown not in board()


def test_of_a_clusters_gradings_some_are_made_twice_and_a_difference_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "TWICE", 1)
    cluster = Workers(
        scheduler=Scheduler("tcp://127.0.0.1:1")
    )  # nobody asks it: the test's own courier carries
    recorded = []

    def record(*given, written=queue.record):
        recorded.append(written(*given))

    monkeypatch.setattr(queue, "record", record)

    def graded_by(own, texts):
        """Who hands in each of these; what is told of it."""
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        for text in texts:
            client, _ = own.join(room)
            public = messages.decode(send(client, text).content, messages.Accepted).id
            assert until_decided(client, public).passed  # the first counts
        return room

    with served(tmp_path / "data", workers=cluster) as own:
        graded_by(own, ["pass\n"])
        while len(recorded) < 2:
            threading.Event().wait(0.01)
        room = graded_by(own, ["lies\n"])
        while len(recorded) < 4:
            threading.Event().wait(0.01)
        assert recorded == [True, False, True, False]
        with own.desk.store.read() as connection:
            told = connection.execute(select(event.c.body).where(event.c.type == "flake")).scalars().all()
        assert [each["hosts"] for each in told] == [["here", "here"]]
        leads = Browser(own.ready.app, grants.enter(own.desk, grants.link(own.desk, "owner")), HOST_COOKIE)
        assert "graded on here and on here. Grade it again." in leads.get(f"/rooms/{room}").text
    recorded.clear()
    with served(tmp_path / "alone") as own:
        graded_by(own, ["pass\n", "pass too\n"])
    assert recorded == [True, True]


def test_slow_ones_do_not_starve_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(dispatcher, "STOP_SECONDS", 0.0)
    with served(tmp_path / "data") as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        slow = []
        for _ in range(2):
            client, _ = own.join(room)
            slow.append(messages.decode(send(client, "slow\n").content, messages.Accepted).id)
        while own.ready.dispatcher.workers()[1] < 2:
            pass
        for number in range(30):
            client, _ = own.join(room)
            quick = messages.decode(send(client, f"pass {number}\n").content, messages.Accepted).id
            assert until_decided(client, quick).passed
        assert {asked.exam_seconds for asked in own.courier.asked} == {dispatcher.EXAM_SECONDS} == {120.0}
        with own.desk.store.read() as connection:
            lanes = connection.execute(
                select(job.c.lane, job.c.tries, job.c.state).where(job.c.state != "done")
            ).all()
        assert [(row.lane, row.tries) for row in lanes] == [("slow", 0)] * 2
        assert [row.state for row in lanes].count("leased") <= 1


def test_a_stopped_server_gives_back_what_it_had(tmp_path):
    with served(tmp_path / "data") as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, joined_ = own.join(room)
        own.courier.held = True
        public = messages.decode(send(client).content, messages.Accepted).id
        while own.ready.dispatcher.workers()[1] < 1:
            pass
    with served(tmp_path / "data") as own:
        assert until_decided(own.client(joined_.token), public).passed


def test_a_forgotten_room_keeps_figures_and_no_words(desk):
    room = rooms.create_room(desk, "sms")
    anna = joined(desk, room, "Anna")
    rooms.open_stage(desk, room, seen=0, by=None)
    public = hand_in(desk, anna, "her_own_words = 1\n").id
    graded(desk, passed=True)
    rooms.say(desk, room, "Well done, Anna", by=None)
    with pytest.raises(Refusal, match="not closed"):
        keeping.forget(desk, room)
    rooms.close_room(desk, room, by=None)
    assert keeping.forget(desk, room) == 1
    with desk.store.read() as connection:
        assert connection.execute(select(person.c.name)).scalars().all() == [None]
        parcels = connection.execute(select(snapshot.c.parcel)).scalars().all()
        assert b"" in parcels
        row = reading.hand_in(connection, public, anna)
        found = queue.report_in(reading._verdict(connection, row.id).document)
        assert found.passed and [check.summary for check in found.checks] == [""]
        assert (
            connection.execute(select(event.c.type).order_by(event.c.seq.desc())).scalars().first()
            == "forgotten"
        )


def test_who_waits_for_a_verdict_is_answered_at_once_when_the_server_stops(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(messages, "WAIT_SECONDS", 3600)
    monkeypatch.setattr(server, "SHUTDOWN_SECONDS", 30)  # then uvicorn cuts the line, and says so
    with served(tmp_path / "data") as own, ThreadPoolExecutor(1) as thread:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, _ = own.join(room)
        own.courier.held = True
        public = messages.decode(send(client).content, messages.Accepted).id
        far = 10**15 - 1
        asked = thread.submit(client.get, f"{messages.HAND_INS}/{public}?wait=3600&rev={far}", timeout=None)
        while not own.ready.waits.held:
            threading.Event().wait(0.01)
        own.server.should_exit = True
        answer = asked.result()
        assert messages.decode(answer.content, messages.Progress).passed is None
    assert "timeout graceful shutdown exceeded" not in caplog.text


@pytest.mark.parametrize("ending", ["html", "csv", "json", "zip"])
def test_a_room_is_exported_from_a_shell_as_on_its_page(tmp_path, monkeypatch, kata, ending):
    monkeypatch.setattr("kata.workshop.pages.talk.band", lambda katas, name: {})
    data = tmp_path / "data"
    with served(data) as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, _ = own.join(room, "Annabella")
        assert until_decided(client, messages.decode(send(client).content, messages.Accepted).id).passed
    monkeypatch.chdir(tmp_path)
    assert kata("workshop", "export", room, "--data", str(data), "--format", ending).code == 0
    found = (tmp_path / f"room-{room}.{ending}").read_bytes()
    assert found and b"Annabella" not in found
    named = tmp_path / "named"
    line = (
        "workshop",
        "export",
        room,
        "--data",
        str(data),
        "--format",
        ending,
        "--names",
        "--out",
        str(named),
    )
    assert kata(*line).code == 0
    if ending == "zip":
        with zipfile.ZipFile(named) as packed:
            assert any(name.endswith("/files/messaging/own.py") for name in packed.namelist())
            assert b"Annabella" in packed.read("people.csv")
    elif ending != "html":  # a debrief of one person names nobody
        assert b"Annabella" in named.read_bytes()
    assert kata("workshop", "export", "0" * 16, "--data", str(data), "--format", ending).code != 0


def test_who_waits_and_the_board_see_how_far_a_grading_is(tmp_path):
    with served(tmp_path / "data") as own:
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        client, _ = own.join(room)
        own.courier.held = True
        public = messages.decode(send(client).content, messages.Accepted).id
        while not own.ready.dispatcher.workers()[1]:
            threading.Event().wait(0.01)

        def progress(rev):
            answer = client.get(f"{messages.HAND_INS}/{public}?wait=25&rev={rev}")
            return messages.decode(answer.content, messages.Progress)

        found = progress(0)
        while found.state != "grading":
            found = progress(found.rev)
        assert (found.decided, found.total) == (0, 0)  # nobody has told yet
        own.courier.how_far = Progress(12, 29)
        while not found.total:
            found = progress(found.rev)
        assert (found.state, found.decided, found.total) == ("grading", 12, 29)
        pages = own.ready.pages
        with own.desk.store.read() as connection:
            facts = pages.facts(connection, room_named(connection, room))
        assert [words_of(facts, each) for each in facts.hand_ins] == ["being graded, 12 of 29"]
        own.courier.held = False
        assert until_decided(client, public).passed
        assert own.ready.dispatcher.progress() == {}
