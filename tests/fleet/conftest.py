"""Assignments of the miniature kata, and every courier that this machine can start."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kata.content.designs import state
from kata.content.pack import Pack
from kata.fleet.assignment import Assignment
from kata.fleet.dask import Scheduler
from kata.fleet.parcel import parcel_of
from kata.sandbox.ladder import ProvedRung
from kata.session.gradings import fingerprint
from kata.workspace.tree import snapshot

PACK = Path(__file__).parents[1] / "commands" / "pack"


@pytest.fixture(scope="session")
def asked(proved: ProvedRung) -> Assignment:
    """The right design at stage 1."""
    pack = Pack(PACK)
    kata = pack.kata("tea")
    (design, *_) = pack.designs("tea")
    start = snapshot({**kata.starter, **kata.given_at(1)})
    return Assignment(
        fingerprint=fingerprint(kata),
        kata="tea",
        pack=str(PACK),
        stage=1,
        current=parcel_of(snapshot(state(kata, design, 1))),
        baselines=(parcel_of(start),),
        seed="one",
        require=proved.rung.name,
    )


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers of this machine, who speak TLS with each other."""

    scheduler: Scheduler
    workers: tuple[subprocess.Popen[bytes], ...]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str]:
    """An authority, a certificate of this machine, and its key: names of files."""
    import trustme

    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1", "localhost")
    files = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    authority.cert_pem.write_to_path(files[0])
    own.cert_chain_pems[0].write_to_path(files[1])
    own.private_key_pem.write_to_path(files[2])
    return str(files[0]), str(files[1]), str(files[2])


@pytest.fixture(scope="module")
def cluster(
    certificates: tuple[str, str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    with cluster_in(tmp_path_factory.mktemp("cluster"), certificates) as found:
        yield found


@contextlib.contextmanager
def cluster_in(
    folder: Path, certificates: tuple[str, str, str], port: int = 0, more: tuple[str, ...] = ()
) -> Iterator[Cluster]:
    """A cluster whose scheduler listens at this port; all of it is killed in the end. `more` is for its workers."""
    ca, cert, key = certificates
    tls = ["--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key, "--protocol", "tls"]
    where = folder / "scheduler.json"
    log = (folder / "log").open("wb")

    def start(name: str, *more: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", f"distributed.cli.dask_{name}", *tls, "--no-dashboard"]
        return subprocess.Popen(
            [*line, "--scheduler-file", str(where), *more], stdout=log, stderr=log, cwd=folder
        )

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", str(port))
    one_thread = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--host", "127.0.0.1")
    workers = tuple(
        start("worker", *one_thread, "--local-directory", str(folder / f"w{number}"), *more)
        for number in (1, 2)
    )
    started = [scheduler, *workers]
    try:
        while not (where.exists() and where.read_bytes().endswith(b"}")):
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise AssertionError(f"the scheduler ended with {scheduler.wait(0.1)}")
        address = json.loads(where.read_text())["address"]
        yield Cluster(Scheduler(address, ca, cert, key), workers)
    finally:
        for each in started:
            each.kill()
            each.wait()
        log.close()
