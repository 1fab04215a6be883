"""A server that is killed at any point and started again: what it acknowledged is there, graded, and counts once."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from typing import Any

import httpx
import pytest
from a_server import send, until_decided
from forked import FORKS
from invariants import broken
from kata.workshop import messages, people, rooms
from kata.workshop.server import Settings, desk_of
from kata.workshop.store.tables import closure, opening, report, submission
from killed_server import serve
from sqlalchemy import func, select

POINTS = (
    "before-commit",
    "committed",
    "claimed",
    "sent",
    "report-written",
    "before-verdict-commit",
    "verdict-committed",
)
PEOPLE = 2
TEXTS = ("fails once\n", "pass then\n")


class Killable:
    """A server as a process of its own, on one data folder, started as often as needed."""

    def __init__(self, data, url=""):
        self.settings = Settings(data=data, database=url)
        self.desk = desk_of(self.settings)
        self.process: Any = None
        self.pipe: Any = None
        self.base = ""

    def start(self, point="never", count=1):
        self.pipe, theirs = FORKS.Pipe()
        arguments = (theirs, self.settings.data, self.settings.database, point, count)
        self.process = FORKS.Process(target=serve, args=arguments)
        self.process.start()
        theirs.close()
        try:
            self.base = f"http://127.0.0.1:{self.pipe.recv()}"
        except (EOFError, ConnectionError):
            return False
        return True

    def end(self):
        if self.process is not None:
            self.pipe.close()
            self.process.join()
            self.process = None

    def client(self, token):
        return httpx.Client(base_url=self.base, headers={"Authorization": f"Bearer {token}"}, timeout=40)


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()
    made = Killable(tmp_path / "data", url)
    yield made
    made.end()
    made.desk.store.close()


@pytest.fixture
def tokens(server):
    room = rooms.create_room(server.desk, "sms")
    rooms.open_stage(server.desk, room, seen=0, by=None)
    code = rooms.code_now(server.desk, room)
    return [people.join(server.desk, code).token for _ in range(PEOPLE)]


def burst(server, tokens, acknowledged):
    """Everybody hands everything in, and waits for each verdict; what was acknowledged is noted, by person and text."""
    for text in TEXTS:
        for token in tokens:
            with server.client(token) as client:
                answer = send(client, text)
                if answer.status_code in (200, 202):
                    public = messages.decode(answer.content, messages.Accepted).id
                    assert acknowledged.setdefault((token, text), public) == public
        for token in tokens:
            with server.client(token) as client:
                if (token, text) in acknowledged:
                    until_decided(client, acknowledged[token, text])


def all_is_well(server, acknowledged):
    with server.desk.store.read() as connection:
        assert broken(connection) == {}
        rows = connection.execute(select(submission.c.public, submission.c.state)).all()
        assert {row.public for row in rows} >= set(acknowledged.values())
        assert connection.execute(select(func.count()).select_from(report)).scalar_one() == len(rows)
        assert {row.state for row in rows} == {"graded"}
        assert connection.execute(select(func.count()).select_from(closure)).scalar_one() == PEOPLE
        assert len(rows) == PEOPLE * len(TEXTS)


@pytest.mark.parametrize(
    ("server", "point"),
    [*(("sqlite", point) for point in POINTS), ("postgresql", "committed"), ("postgresql", "report-written")],
    indirect=["server"],
)
def test_killed_at_a_point_it_goes_on_as_if_nothing_had_been(server, tokens, point):
    acknowledged: dict[tuple[str, str], str] = {}
    assert server.start(point, 2)
    with pytest.raises(httpx.HTTPError):
        burst(server, tokens, acknowledged)
    server.end()
    assert server.start()
    burst(server, tokens, acknowledged)
    all_is_well(server, acknowledged)


def test_killed_again_and_again_nothing_is_lost_and_nothing_is_double(server, tokens):
    acknowledged: dict[tuple[str, str], str] = {}
    drawn = random.Random(7)
    for _ in range(4):
        if server.start(drawn.choice(POINTS), drawn.randint(1, 4)):
            with contextlib.suppress(httpx.HTTPError):
                burst(server, tokens, acknowledged)
        server.end()
    assert server.start()
    burst(server, tokens, acknowledged)
    all_is_well(server, acknowledged)


def test_killed_while_a_stage_is_opened_it_is_open_for_all_or_for_none(server):
    room = rooms.create_room(server.desk, "sms", mode="on-pass")

    class Killed(BaseException):
        pass

    def step(name):
        raise Killed

    with pytest.raises(Killed):
        rooms.open_stage(replace(server.desk, step=step), room, seen=0, by=None)
    with server.desk.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(opening)).scalar_one() == 0
        assert broken(connection) == {}
