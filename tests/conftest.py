"""Fixtures that several folders share: the strongest walls of this machine, and a child behind them."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from kata.grader.toolkit import Subject
from kata.sandbox.jail import Jail, driver_folder
from kata.sandbox.ladder import Mounts, ProvedRung, choose
from kata.sandbox.limits import Limits
from kata.sandbox.packages import assemble

Start = Callable[..., Subject]

pytest_plugins = ["tests.cost"] if os.environ.get("KATA_TEST_COST") else []

# A shell ignores Ctrl-C for what it runs in the background, and whatever a test starts would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With KATA_TEST_ORDER=NUMBER in the environment the tests run in an order drawn by that number."""
    order = os.environ.get("KATA_TEST_ORDER")
    if order:
        random.Random(order).shuffle(items)


@pytest.fixture(scope="session")
def proved() -> ProvedRung:
    """The strongest rung of this machine; a weak one is enough to test everything but the walls."""
    return choose(allow_weak=True)


@pytest.fixture
def start(proved: ProvedRung, tmp_path: Path) -> Iterator[Start]:
    """Starts a subject over the given files: `start({"shop.py": "…"}, wires, environment, seconds=5)`."""
    jails: list[Jail] = []
    subjects: list[Subject] = []

    def begin(
        files: Mapping[str, str],
        wires: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
        seconds: float = 20.0,
        starts_at: float | None = None,
    ) -> Subject:
        tree = tmp_path / f"tree{len(jails)}"
        for path, text in files.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_text(text)
        mounts = Mounts(
            tree=tree, driver=driver_folder(), packages=assemble(("requests", "httpx", "tenacity"))
        )
        jail = Jail(proved.rung.command(mounts, Limits()))
        jails.append(jail)
        subject = Subject(
            jail.fork,
            wires or {},  # type: ignore[arg-type]  # tests pass handlers and REFUSED alike
            environment or {},
            paths=tuple(jail.paths),
            seconds=seconds,
            starts_at=starts_at,
        )
        subjects.append(subject)
        return subject

    yield begin
    for subject in subjects:
        subject.close()
    for jail in jails:
        jail.close()
