"""A room whose hand-ins are graded by a real Dask cluster, over TLS."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from a_room import Browser
from kata.base.errors import UsageError
from kata.content.designs import state
from kata.fleet.dask import Dask, Scheduler
from kata.fleet.workers import Workers
from kata.report.report import decode
from kata.sandbox.inside import lockdown
from kata.workshop import grants, people, rooms
from kata.workshop.hand_ins import HandIn, receive
from kata.workshop.pages.facts import document
from kata.workshop.pages.sessions import HOST_COOKIE
from kata.workshop.server import Settings, running
from kata.workshop.store.tables import event, job, report, submission
from kata.workspace.tree import snapshot
from sqlalchemy import select

from tests.commands.conftest import PACK, kata
from tests.fleet.conftest import certificates, cluster_in

__all__ = ["certificates", "kata"]


def until_graded(desk):
    while True:
        with desk.store.read() as connection:
            states = connection.execute(select(submission.c.state)).scalars().all()
        if states and set(states) <= {"graded", "stuck"}:
            return states
        threading.Event().wait(0.05)


def test_hand_ins_are_graded_by_the_cluster_also_when_a_worker_dies(tmp_path, certificates, proved):
    (tmp_path / "cluster").mkdir()
    with cluster_in(tmp_path / "cluster", certificates) as cluster:
        settings = Settings(
            data=tmp_path / "data",
            pack=str(PACK),
            require=proved.rung.name,
            workers=Workers(scheduler=cluster.scheduler),
        )
        with running(settings) as ready:
            desk = ready.desk
            assert isinstance(ready.dispatcher._courier, Dask)
            tea = desk.katas.kata("tea")
            (design, *_) = desk.katas.pack.designs("tea")
            room = rooms.create_room(desk, "tea")
            rooms.open_stage(desk, room, seen=0, by=None)
            for files in (state(tea, design, 1), dict(tea.starter)):
                person = people.join(desk, rooms.code_now(desk, room)).person
                receive(desk, person, HandIn(stage=1, state=snapshot(files)))
                cluster.workers[0].kill()  # whether it has the first one or not
            assert until_graded(desk) == ["graded", "graded"]
            with desk.store.read() as connection:
                found = connection.execute(
                    select(report.c.passed, report.c.rung)
                    .join(job, job.c.id == report.c.job)
                    .order_by(job.c.id)
                ).all()
            cluster.workers[1].kill()
            board = Browser(ready.app, grants.enter(desk, grants.link(desk, "owner")), HOST_COOKIE)
            while "has no worker. Start one there" not in board.get(f"/rooms/{room}").text:
                threading.Event().wait(0.05)
    assert [row.passed for row in found] == [True, False]
    assert {row.rung for row in found} == {proved.rung.name}


LIAR = Path(__file__).parent / "support" / "lying_worker.py"


def test_a_worker_that_runs_code_where_it_is_unpickled_finds_no_secret(
    tmp_path, certificates, proved, monkeypatch
):
    """It takes over the process that speaks to the cluster, and all that it gains is a verdict."""
    (tmp_path / "cluster").mkdir()
    data = tmp_path / "data"
    secrets = [str(data / "key"), str(data / "workshop.sqlite"), __file__]
    monkeypatch.setenv("LOOK_FOR", "\n".join(secrets))
    monkeypatch.setenv("PGPASSWORD", "hunter2")
    with cluster_in(tmp_path / "cluster", certificates, more=("--preload", str(LIAR))) as cluster:
        settings = Settings(
            data=data, pack=str(PACK), require=proved.rung.name, workers=Workers(scheduler=cluster.scheduler)
        )
        with running(settings) as ready:
            desk = ready.desk
            room = rooms.create_room(desk, "tea")
            rooms.open_stage(desk, room, seen=0, by=None)
            person = people.join(desk, rooms.code_now(desk, room)).person
            receive(desk, person, HandIn(stage=1, state=snapshot(dict(desk.katas.kata("tea").starter))))
            assert until_graded(desk) == ["graded"]
            with desk.store.read() as connection:
                found = json.loads(decode(document(connection, 1)).headline)
                happened = connection.execute(select(event.c.type).order_by(event.c.seq)).scalars().all()
    assert "kata.fleet.dask_client" in found["program"]
    assert not [each for each in (*found["program"], *found["environment"]) if "hunter2" in each]
    assert not [each for each in (*found["program"], *found["environment"]) if str(data) in each]
    assert all(Path(path).is_file() for path in secrets)
    if lockdown.version() >= lockdown.NEEDED_VERSION:
        assert found["files"] == [] and found["held"] == []
    assert {*happened} == {"created", "opened", "joined", "handed-in", "grading", "graded", "closed-stage"}


def test_its_files_of_tls_have_options_of_their_own(tmp_path, kata):
    """Those of the web server are other ones."""
    told = kata("workshop", "serve", "--data", str(tmp_path / "data"), "--scheduler", "tls://10.0.0.7:8786")
    assert told.code == 2 and "needs --scheduler-ca FILE" in " ".join(told.err.split())
    both = kata("workshop", "serve", "--scheduler", "tls://10.0.0.7:8786", "--workers", "2")
    assert both.code == 2 and "--workers, for this machine, or --scheduler" in " ".join(both.err.split())
    with pytest.raises(UsageError, match="--tls-ca"):
        Scheduler("tls://10.0.0.7:1").insist()
    assert not (tmp_path / "data").exists()
