"""A cluster is asked over TLS or on this machine alone; what dies in it costs a retry and no result."""

from __future__ import annotations

import contextlib
import importlib.util
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import msgspec
import pytest
from kata.base.errors import MachineError, UsageError
from kata.fleet import dask
from kata.fleet.dask import Dask, Scheduler
from kata.fleet.fleet import Fleet, WrongVersion

from .conftest import cluster_in


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://10.0.0.7:8786", "on this machine alone"),
        ("tcp://localhost.example.org:8786", "on this machine alone"),
        ("tls://10.0.0.7:8786", "needs --tls-ca"),
        ("ucx://127.0.0.1:1", "write it as tls://"),
        ("127.0.0.1:8786", "write it as tls://"),
        ("", "write it as tls://"),
    ],
)
def test_an_address_that_strangers_could_listen_at_is_refused_in_a_sentence(address, said):
    with pytest.raises(UsageError, match=said):
        Scheduler(address).insist()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1"])
def test_this_machine_is_asked_without_tls(address):
    Scheduler(address).insist()


def test_without_dask_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'design-katas\[fleet\]'"):
        Scheduler("tcp://127.0.0.1:1").insist()


def test_files_of_tls_that_are_not_there_are_told(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        Scheduler("tls://10.0.0.7:1", "no", "no", "no").insist()


def test_the_process_that_unpickles_is_told_no_secret(monkeypatch):
    """What a lying worker sends may run code there: it finds no password, no database and no key of a room."""
    started = []

    def start(command, **more):
        started.append((command, more["env"], more["cwd"]))
        raise OSError

    monkeypatch.setenv("PGPASSWORD", "hunter2")
    monkeypatch.setenv("KATA_STATE_HOME", "/somewhere/hunter2")
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "9s")
    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(OSError):
        Dask(Scheduler("tcp://127.0.0.1:1"))
    [(command, environment, folder)] = started
    assert not [value for value in (*command, *environment.values()) if "hunter2" in value]
    assert "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT" in environment and "PATH" in environment
    assert command[-3:] == ["", "", ""] and folder == "/"


def test_a_scheduler_of_another_authority_is_not_asked(cluster, tmp_path):
    import trustme

    other = trustme.CA()
    other.cert_pem.write_to_path(tmp_path / "ca.pem")
    known = cluster.scheduler
    with pytest.raises(MachineError, match="cannot be asked"):
        Dask(Scheduler(known.address, str(tmp_path / "ca.pem"), known.certificate, known.key))


def test_other_versions_are_refused_and_a_killed_worker_costs_no_result(cluster, asked):
    with Fleet(Dask(cluster.scheduler)) as fleet, ThreadPoolExecutor(2) as threads:
        with pytest.raises(WrongVersion, match="has another kata, program, Python or package"):
            fleet.ask(msgspec.structs.replace(asked, fingerprint="another"))
        before = fleet.ask(asked).report
        for worker in cluster.workers:
            worker.send_signal(signal.SIGSTOP)
        asking = [threads.submit(fleet.ask, msgspec.structs.replace(asked, seed=seed)) for seed in ("2", "3")]
        while len(fleet._sent) < 2:
            threading.Event().wait(0.01)
        killed, left = cluster.workers
        killed.kill()
        left.send_signal(signal.SIGCONT)
        assert all(each.result(120).report.passed is before.passed is True for each in asking)


def test_a_scheduler_that_was_lost_is_asked_again_when_it_is_back(certificates, asked, tmp_path, monkeypatch):
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 600.0)  # however slow this machine is
    with contextlib.ExitStack() as gone:
        (tmp_path / "first").mkdir()
        first = gone.enter_context(cluster_in(tmp_path / "first", certificates))
        with Fleet(Dask(first.scheduler)) as fleet, ThreadPoolExecutor(1) as threads:
            before = fleet.ask(asked).report
            courier = fleet._courier
            assert isinstance(courier, Dask)
            courier._lost_at -= 3600.0  # all was well for an hour
            for worker in first.workers:
                worker.send_signal(signal.SIGSTOP)
            asking = threads.submit(fleet.ask, msgspec.structs.replace(asked, seed="2"))
            while not fleet._sent:
                threading.Event().wait(0.01)
            gone.close()
            while "does not answer. Start it again" not in courier.trouble():
                threading.Event().wait(0.01)
            (tmp_path / "second").mkdir()
            port = urlsplit(first.scheduler.address).port or 0
            with cluster_in(tmp_path / "second", certificates, port):
                assert asking.result(120).report.passed is before.passed is True
                assert courier.trouble() == ""
