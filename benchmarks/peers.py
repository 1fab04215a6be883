"""How long peers of `kata` take for thirty assertions on the same module: `python benchmarks/peers.py [--runs N]`.

Each peer is installed in a virtual environment of its own, and runs `benchmarks/assertions.py` in its own way, on a
right design of stage 1 of the kata sms. `kata next` of that stage stands beside them: it judges more, behind a wall.

Nothing is measured before a peer has run all thirty, has passed the right design and has failed one that is broken.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from kata.benchmarks.assertions import ASSERTIONS
from kata.benchmarks.speed import KATA, begin, heading, lay, row, say, sitting
from kata.content.designs import state
from kata.content.kata import Files
from kata.content.pack import HOME, Pack

DESIGN = "composition"
BROKEN = "clients/orders.py", b"is confirmed", b"is refused"
"""A file of the right design, and what makes it wrong."""
EXERCISM = "Exercism: its test runner for Python is a container and no package, so it is not measured."

PYTEST_FILE = """\
import pytest
from assertions import ASSERTIONS, check

@pytest.mark.parametrize("name", ASSERTIONS)
def test(name):
    check(name)
"""
CHECK50_FILE = """\
import sys
from pathlib import Path
import check50
from assertions import ASSERTIONS, check

def made(name):
    def run():
        sys.path.insert(0, str(Path.cwd()))
        try:
            check(name)
        except AssertionError as error:
            raise check50.Failure(str(error)) from error
    run.__name__ = run.__doc__ = name
    return check50.check()(run)

globals().update({name: made(name) for name in ASSERTIONS})
"""
OTTER_FILE = """\
from functools import partial
from assertions import ASSERTIONS, check
from otter.test_files import test_case

OK_FORMAT = False
name = "sms"
globals().update({each: test_case(name=each)(partial(check, each)) for each in ASSERTIONS})
"""


class Ran(msgspec.Struct, frozen=True):
    """One run: seconds by the clock and of the processor, whether the peer finds all well, what ran, its last words."""

    seconds: float
    processor: float
    passed: bool
    asserted: frozenset[str]
    words: str


class NotHere(Exception):
    """A peer cannot be installed, or does not run here; the message says why."""


class Peer(Protocol):
    """Whatever judges a submission."""

    name: str

    def install(self, here: Path) -> None:
        """Makes all that it needs in a folder of its own; raises NotHere."""

    def run(self, submission: Files) -> Ran:
        """Judges a fresh copy of the submission."""


class Installed:
    """A peer from the package index: `command` runs in the folder of the submission, with `tests` in `../tests`.

    All is well when the command ends with 0 and says `well`.
    """

    def __init__(
        self,
        name: str,
        packages: Sequence[str],
        command: Sequence[str],
        tests: Mapping[str, str],
        well: str = "",
    ) -> None:
        self.name = name
        self._packages, self._command, self._tests, self._well = packages, command, tests, well

    def install(self, here: Path) -> None:
        """Makes the virtual environment, and lays the tests beside it."""
        self._here = here
        venv.create(here / "venv", with_pip=True)
        pip = [str(here / "venv/bin/python"), "-m", "pip", "install", "-q", "requests", *self._packages]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotHere(f"it cannot be installed: {_last_words(done.stderr)}")
        lay({path: text.encode() for path, text in self._tests.items()}, here / "tests")
        lay({"assertions.py": Path(__file__).with_name("assertions.py").read_bytes()}, here / "shared")

    def run(self, submission: Files) -> Ran:
        """Runs its command."""
        folder, noted = self._here / "work", self._here / "ran"
        shutil.rmtree(folder, ignore_errors=True)
        lay(submission, folder)
        noted.write_text("")
        environment = {
            "PATH": f"{self._here / 'venv/bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self._here),
            "PYTHONPATH": str(self._here / "shared"),
            "ASSERTIONS_RAN": str(noted),
        }
        done, seconds, processor = _timed(self._command, folder, environment)
        passed = done.returncode == 0 and self._well in done.stdout
        asserted = frozenset(noted.read_text().split())
        return Ran(seconds, processor, passed, asserted, _last_words(done.stderr or done.stdout))


class Next:
    """`kata next` of stage 1, as a trainee types it: it asserts more, and in its own words."""

    name = "kata next, stage 1"

    def install(self, here: Path) -> None:
        """It is here already."""
        self._here, self._runs = here, 0

    def run(self, submission: Files) -> Ran:
        """Hands in from a fresh workspace."""
        self._runs += 1
        own = sitting(Pack(HOME).kata("sms"), self._here / str(self._runs))
        lay(submission, own.folder)
        words = [*KATA, "next", "--expect", "nothing"]
        done, seconds, processor = _timed(words, own.folder, own.environment)
        passed = done.returncode == 0
        return Ran(seconds, processor, passed, frozenset(ASSERTIONS), _last_words(done.stderr))


PEERS: tuple[Peer, ...] = (
    Installed(
        "bare pytest",
        ["pytest"],
        ["python", "-m", "pytest", "../tests/test_sms.py"],
        {"test_sms.py": PYTEST_FILE},
    ),
    Installed(
        "check50",
        ["check50"],
        ["check50", "--dev", "../tests", "--output", "json"],
        {".cs50.yaml": "check50: true\n", "__init__.py": CHECK50_FILE},
    ),
    Installed(
        "otter check",
        ["otter-grader[grading]"],
        ["otter", "check", "settings.py", "--tests-path", "../tests"],
        {"sms.py": OTTER_FILE},
        well="All tests passed!",
    ),
    Next(),
)
"""The first is what the others are compared with."""


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="Measure how long peers take for the same assertions.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    pack = Pack(HOME)
    design = next(each for each in pack.designs("sms") if each.name == DESIGN)
    right = state(pack.kata("sms"), design, 1)
    begin(f"{len(ASSERTIONS)} assertions, {runs} runs; seconds")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        taken: dict[Peer, list[Ran]] = {}
        for number, peer in enumerate(PEERS):
            (here / str(number)).mkdir()
            try:
                _prove(peer, here / str(number), right)
            except NotHere as reason:
                say(f"{peer.name}: {reason}")
            else:
                taken[peer] = []
        say(EXERCISM)
        for _ in range(runs):
            for peer, rans in taken.items():
                rans.append(_well(peer, right))
    for words, measure in (("By the clock", "seconds"), ("Of the processor", "processor")):
        heading(words)
        times = {peer: [getattr(ran, measure) for ran in rans] for peer, rans in taken.items()}
        for peer, each in times.items():
            row(peer.name, each, times.get(PEERS[0], each))
    return 0


def _prove(peer: Peer, here: Path, right: Files) -> None:
    """Installs it, and sees it pass a right design and fail a broken one; raises NotHere when it does not run."""
    peer.install(here)
    _well(peer, right)
    path, good, bad = BROKEN
    broken = peer.run({**right, path: right[path].replace(good, bad)})
    if broken.passed or broken.asserted != frozenset(ASSERTIONS):
        sys.exit(f"{peer.name} does not tell that a broken module is broken.")


def _well(peer: Peer, right: Files) -> Ran:
    """A run that ran all assertions and passed; raises NotHere otherwise."""
    ran = peer.run(right)
    if not ran.passed or ran.asserted != frozenset(ASSERTIONS):
        raise NotHere(
            f"it does not run here ({len(ran.asserted)} of {len(ASSERTIONS)} assertions): {ran.words}"
        )
    return ran


def _timed(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> tuple[subprocess.CompletedProcess[str], float, float]:
    """What came of a command, its seconds by the clock, and of the processor with all that it waited for."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _last_words(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]


if __name__ == "__main__":
    sys.exit(main())
