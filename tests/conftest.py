"""Fixtures that several folders share: the strongest walls of this machine, and a child behind them."""

from __future__ import annotations

import compileall
import os
import random
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import kata
import pytest
from kata.grader.toolkit import Subject
from kata.sandbox.jail import Jail, driver_folder
from kata.sandbox.ladder import Mounts, ProvedRung, choose
from kata.sandbox.limits import Limits
from kata.sandbox.packages import assemble
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

Start = Callable[..., Subject]
TESTS = Path(__file__).parent
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
CONTENT = re.compile("/templates/")
"""In the folders of the program: what is no program of ours."""

SLOW = (
    "commands/test_sms.py",
    "workshop/trainee/test_full_room.py",
    "workshop/test_browser.py",
    "workshop/test_killed.py",
    "grader/test_one_cause.py",
    "workshop/trainee/test_offline.py",
    "authoring/test_layers.py",
    "fleet/test_dask.py",
    "test_house.py::test_a_wheel_holds_exactly_the_tree",
    "workshop/test_gone.py",
    "workshop/test_server.py::test_slow_ones_do_not_starve_the_others",
    "workshop/trainee/test_play.py",
    "commands/test_authoring_page.py",
    "workshop/test_scheduler.py",
    "commands/test_machine.py",
    "fleet/test_couriers.py",
    "workshop/trainee/test_hostile_room.py",
    "hostile/submissions/",
    "hostile/walls/test_bombs.py",
)
"""Whole sittings, rooms in a browser, hostile programs and killed processes: half of the time of all tests, longest first.

The README's test command leaves them out (`-m "not slow"`); `.ci/run` runs them after it.
"""

pytest_plugins = ["tests.exams", *(["tests.cost"] if os.environ.get("KATA_TEST_COST") else [])]

# A shell ignores Ctrl-C for what it runs in the background, and whatever a test starts would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Without bytecode each of the hundreds of processes that tests start would compile the program again. This stands before
# the workers of xdist are started, which then keep the tests as pytest rewrites them, too.
sys.dont_write_bytecode = False
os.environ.pop(NO_BYTECODE, None)


def pytest_configure(config: pytest.Config) -> None:
    """Names the mark of slow tests, and compiles what has changed in the program, before workers and tests load it."""
    config.addinivalue_line("markers", "slow: a test that `SLOW` in tests/conftest.py names")
    if not hasattr(config, "workerinput"):
        for package in Path(kata.__path__[0]).glob("*/__init__.py"):
            compileall.compile_dir(package.parent, rx=CONTENT, quiet=2)


def pytest_collection_finish() -> None:
    """From here on no bytecode is kept: tests change modules twice in a second, which Python does not notice."""
    sys.dont_write_bytecode = True
    os.environ[NO_BYTECODE] = "1"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of slow tests alone only their own files are read."""
    name = collection_path.relative_to(TESTS).as_posix() if TESTS in collection_path.parents else ""
    if config.getoption("markexpr") != "slow" or not name.endswith(".py"):
        return None
    return not any(name.startswith(slow.partition("::")[0]) for slow in SLOW) or None


def one_after_the_other(nodeid: str) -> bool:
    """Whether a test needs that no other of its kind runs.

    Where a wall cannot count the processes behind it, the kernel counts all those of the user, unless root runs them: a
    fork bomb behind such a wall takes those of the next one, too.
    """
    if os.geteuid() == 0 or not nodeid.startswith("tests/hostile/"):
        return False
    return "/test_probes.py::" in nodeid or "lsm" in nodeid.rpartition("[")[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks slow tests and begins with the longest. KATA_TEST_ORDER=NUMBER in the environment draws the order by that number."""
    place: dict[pytest.Item, int] = {}
    for item in items:
        name = item.nodeid.removeprefix("tests/")
        place[item] = next((number for number, slow in enumerate(SLOW) if name.startswith(slow)), len(SLOW))
        if place[item] < len(SLOW):
            item.add_marker("slow")
    items.sort(key=lambda item: (not one_after_the_other(item.nodeid), place[item]))
    order = os.environ.get("KATA_TEST_ORDER")
    if order:
        random.Random(order).shuffle(items)


class FilesAndAttacks(LoadFileScheduling):  # type: ignore[misc]  # xdist brings no types
    """The tests of a file run in one worker, where they share a sitting, a room or a browser; each attack for itself."""

    def _split_scope(self, nodeid: str) -> str:
        if one_after_the_other(nodeid):
            return "one after the other"
        return nodeid if nodeid.startswith("tests/hostile/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)  # some tests run a test file without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """What `--dist loadfile` means here; files begin in the order of their tests, not the one with most tests first.

    The groups that xdist has for this do nothing with pytest 9.2 (pytest-dev/pytest-xdist#1386).
    """
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return FilesAndAttacks(config, log)


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
