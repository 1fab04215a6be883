"""What grades, and the database, may go at any moment while the server runs: nothing is lost, nothing counts twice."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from a_server import send, served
from invariants import broken
from kata.content.designs import state
from kata.fleet.local import Local
from kata.fleet.workers import Workers
from kata.workshop import messages, people, rooms
from kata.workshop.hand_ins import HandIn, receive
from kata.workshop.server import Settings, running
from kata.workshop.store.tables import job, report, submission
from kata.workspace.tree import snapshot
from sqlalchemy import func, select

from tests.commands.conftest import PACK

PAUSE = threading.Event()
"""Nobody sets it: it is waited for between two looks."""


def until(holds):
    while not holds():
        PAUSE.wait(0.02)


def all_is_well(desk, handed_in):
    with desk.store.read() as connection:
        assert broken(connection) == {}
        rows = connection.execute(select(submission.c.public, submission.c.state)).all()
        assert {row.public: row.state for row in rows} == dict.fromkeys(handed_in, "graded")
        assert connection.execute(select(func.count()).select_from(report)).scalar_one() == len(rows)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_worker_that_is_killed_costs_a_try_and_no_hand_in(tmp_path, proved, request, kind):
    settings = Settings(
        data=tmp_path / "data",
        database="" if kind == "sqlite" else request.getfixturevalue("postgres").new_database(),
        pack=str(PACK),
        require=proved.rung.name,
        workers=Workers(1),
    )
    with running(settings) as ready:
        desk, courier = ready.desk, ready.dispatcher._courier
        assert isinstance(courier, Local)
        (worker,) = courier._workers
        tea = desk.katas.kata("tea")
        (design, *_) = desk.katas.pack.designs("tea")
        room = rooms.create_room(desk, "tea")
        rooms.open_stage(desk, room, seen=0, by=None)
        handed_in = []

        def hand_in(text):
            person = people.join(desk, rooms.code_now(desk, room)).person
            files = {**state(tea, design, 1), "tea/note.py": text}
            handed_in.append(receive(desk, person, HandIn(stage=1, state=snapshot(files))).id)

        def states():
            with desk.store.read() as connection:
                return set(connection.execute(select(submission.c.state)).scalars())

        hand_in(b"N = 0\n")
        until(lambda: states() == {"graded"})
        process = worker._process
        os.kill(process.pid, signal.SIGSTOP)  # so that it has the next one, and no more, when it dies
        for number in (1, 2):
            hand_in(b"N = %d\n" % number)
        until(lambda: worker.job is not None)
        os.kill(process.pid, signal.SIGKILL)
        until(lambda: states() == {"graded"})
        all_is_well(desk, handed_in)
        with desk.store.read() as connection:
            assert sorted(connection.execute(select(job.c.tries)).scalars()) == [0, 0, 1]


PEOPLE, TEXTS = 3, 4


def test_a_database_that_restarts_under_load_loses_nothing(tmp_path, postgres):
    with (
        served(tmp_path / "data", database=postgres.new_database()) as own,
        ThreadPoolExecutor(PEOPLE) as all_,
    ):
        room = own.room()
        rooms.open_stage(own.desk, room, seen=0, by=None)
        clients = [own.join(room)[0] for _ in range(PEOPLE)]
        refused, acknowledged = [], []

        def asked(ask):
            """What is answered at last; until then a room that is away says so, or says nothing."""
            while True:
                try:
                    answer = ask()
                except httpx.TransportError as error:
                    refused.append(error)
                    continue
                if answer.status_code in (200, 202):
                    return answer.content
                assert answer.status_code == 503 and answer.headers["retry-after"], answer.text
                refused.append(answer)
                PAUSE.wait(0.05)

        def plays(who):
            for number in range(TEXTS):
                text = f"{'pass' if number == TEXTS - 1 else 'fails'} {who} {number}\n"
                given = asked(lambda text=text: send(clients[who], text))
                public = messages.decode(given, messages.Accepted).id
                acknowledged.append(public)
                while True:
                    found = asked(lambda public=public: clients[who].get(f"{messages.HAND_INS}/{public}"))
                    if messages.decode(found, messages.Progress).state == "graded":
                        break
                    PAUSE.wait(0.05)

        playing = [all_.submit(plays, who) for who in range(PEOPLE)]
        for least in (2, PEOPLE * 2):
            until(lambda least=least: len(acknowledged) >= least or all(each.done() for each in playing))
            postgres.stop()
            before = len(refused)
            until(lambda before=before: len(refused) > before or all(each.done() for each in playing))
            postgres.start()
        for each in playing:
            each.result()
        assert refused and len(acknowledged) == len(set(acknowledged)) == PEOPLE * TEXTS
        all_is_well(own.desk, acknowledged)
