"""How long a trainee waits, and what for: `python benchmarks/speed.py [--runs N] [--design NAME]`.

Prints minimum, median and maximum in seconds, and ratios of things that were measured in turn in one run, so that a
busy machine meets both alike:

* the start of commands, beside a program of typer with one option;
* `kata next` of each stage as a whole process, beside the *floor* (`benchmarks/floor.py`): the same hidden tests
  against the same design in one bare pytest process;
* a grading in a process that has graded before, beside one that has not;
* what one grading of the last stage takes: processor and wall, by part and by test.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from kata.authoring.bench import attempt, submission
from kata.base.folders import STATE_VARIABLE
from kata.base.processors import processors
from kata.content.designs import Design, state
from kata.content.kata import Kata
from kata.content.pack import HOME, Pack
from kata.grader.exam import process
from kata.grader.exam.client import Examiner, Told
from kata.grader.grade import grade
from kata.grader.toolkit.result import TestResult
from kata.sandbox import ending, ladder
from kata.sandbox.jail import Jail

KATA = [sys.executable, "-m", "kata.cli"]
FLOOR = str(Path(__file__).with_name("floor.py"))
ONE_OPTION = "import typer\napp = typer.Typer()\n@app.command()\ndef main(loud: bool = False): pass\napp()"
COMMANDS = (["--help"], ["status"], ["check", "--no-tests"], ["brief", "--no-pager"])
SLOWEST = 8
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Prints the tables; 1 when a design that is right did not pass."""
    parser = argparse.ArgumentParser(description="Measure how long a trainee waits, and what for.")
    parser.add_argument("--runs", type=int, default=3)
    # The floor serves no lines, so it cannot stand beside `logs`.
    parser.add_argument("--kata", choices=("sms", "forum"), default="sms")
    parser.add_argument("--design", default="composition")
    given = parser.parse_args()
    pack = Pack(HOME)
    kata = pack.kata(given.kata)
    design = next(each for each in pack.designs(given.kata) if each.name == given.design)
    begin(f"design {design.name}, {given.runs} runs; seconds")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        _starts(kata, here, given.runs)
        right = _next_and_floor(kata, design, here, given.runs)
    _warm(kata, design, given.runs)
    _parts(kata, design)
    say(f"Peak memory of one process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MiB")
    return 0 if right else 1


def _starts(kata: Kata, here: Path, runs: int) -> None:
    """The start of commands beside the least that their command-line library takes."""
    own = sitting(kata, here / "starts")
    bare = [sys.executable, "-c", ONE_OPTION]
    commands = {"typer, one option": bare} | {" ".join(words): [*KATA, *words] for words in COMMANDS}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            taken[name].append(_run(command, own.folder, own.environment)[0])
    heading("Start")
    for name, times in taken.items():
        row(name, times[1:], taken["typer, one option"][1:])


def _next_and_floor(kata: Kata, design: Design, here: Path, runs: int) -> bool:
    """Each stage's hand-in as a whole process, beside the same tests in one bare one."""
    cold: dict[int, list[float]] = {stage.number: [] for stage in kata.stages}
    floor: dict[int, list[float]] = {stage.number: [] for stage in kata.stages}
    statuses: list[int] = []
    for run in range(runs):
        own = sitting(kata, here / f"sitting-{run}")
        for stage in kata.stages:
            lay(state(kata, design, stage.number), own.folder)
            tests = [str(each.tests) for each in kata.stages[: stage.number]]
            bare = [sys.executable, FLOOR, str(kata.support), str(stage.number), *tests]
            environment = {**own.environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
            words = [*KATA, "next", "--expect", "nothing"]
            for taken, command in ((floor, bare), (cold, words)):
                seconds, status = _run(command, own.folder, environment)
                taken[stage.number].append(seconds)
                statuses.append(status)
    heading("kata next, beside the floor")
    for number, times in cold.items():
        row(f"floor of stage {number}", floor[number], floor[number])
        row(f"kata next at stage {number}", times, floor[number])
    if any(statuses):
        say(f"Not all were as they should be: {statuses}")
    return not any(statuses)


def _warm(kata: Kata, design: Design, runs: int) -> None:
    """The last stage graded in a process that has graded before, beside one that has not."""
    proved, last = ladder.choose(), kata.stages[-1].number
    work = submission(attempt(kata, design, last))
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(runs):
        with Examiner() as examiner:
            for times in (cold, warm):
                times.append(_timed(lambda: grade(kata, last, work, proved=proved, examiner=examiner)))
    heading(f"Stage {last}, in a process that stays")
    row("first grading", cold, cold)
    row("second grading", warm, cold)


class _Caught(Examiner):
    """Keeps the job, and examines it in this very process, where all that happens can be measured."""

    def __init__(self) -> None:
        super().__init__()
        self.tests: list[tuple[float, str]] = []
        self.wall = self.first = 0.0

    def examine(self, job: process.Job, on_told: Callable[[Told], None] = lambda _told: None) -> list[Told]:
        found: list[Told] = []
        began = last = time.perf_counter()

        def tell(told: Any) -> None:
            nonlocal last
            now = time.perf_counter()
            if isinstance(told, TestResult):
                self.tests.append((now - last, told.check))
            elif not found:
                self.first = now - began
            last = now
            found.append(told)

        process.examine(msgspec.structs.replace(job), tell)
        self.wall = time.perf_counter() - began
        return found


def _parts(kata: Kata, design: Design) -> None:
    """What one grading of the last stage takes, by part and by test."""
    last = kata.stages[-1].number
    work = submission(attempt(kata, design, last))
    loaded = _timed(process._load)
    jailed: list[float] = []
    close = Jail.close

    def closing(jail: Jail) -> None:
        if jail._process.poll() is None:
            jailed.append(sum(map(_used, (jail._process.pid, *ending.descendants(jail._process.pid)))))
        close(jail)

    folder = Path.cwd()
    proofs: list[ladder.ProvedRung] = []
    proof = _timed(lambda: proofs.append(ladder.choose()))
    examiner = _Caught()
    Jail.close = closing  # type: ignore[assignment, method-assign]  # the processor time of a jail is lost with it
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    output = os.dup(1)
    try:
        grade(kata, last, work, proved=proofs[0], examiner=examiner)
    finally:
        os.dup2(output, 1)
        os.chdir(folder)
        Jail.close = close  # type: ignore[method-assign]
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    say(f"\nOne grading of stage {last}, by part: wall seconds (processor)")
    say(f"  loading pytest and hypothesis      {loaded:6.2f}")
    say(f"  proof of the wall                  {proof:6.2f}")
    say(f"  jail, first import and picture     {examiner.first:6.2f}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    tests = sum(seconds for seconds, _ in examiner.tests)
    say(f"  hidden tests                       {tests:6.2f}  (jail {sum(jailed):.2f}, all else {used:.2f})")
    say(f"  rules, copies and report           {wall - examiner.wall:6.2f}")
    for seconds, check in sorted(examiner.tests, reverse=True)[:SLOWEST]:
        say(f"    {seconds:6.2f}  {check}")


def _used(pid: int) -> float:
    """Processor seconds of a process and of all that it waited for."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / TICKS


class Sitting(msgspec.Struct, frozen=True):
    """A workspace, and the environment in which its commands find their state."""

    folder: Path
    environment: dict[str, str]


def sitting(kata: Kata, here: Path) -> Sitting:
    here.mkdir()
    environment = {**os.environ, STATE_VARIABLE: str(here / "state"), "NO_COLOR": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles all of a program at each start
    subprocess.run(
        [*KATA, "start", kata.name, str(here / "work")], env=environment, check=True, capture_output=True
    )
    return Sitting(here / "work", environment)


def lay(files: Mapping[str, bytes], folder: Path) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[float, int]:
    """The seconds that a command took, and its exit code."""
    began = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return time.perf_counter() - began, done.returncode


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def begin(words: str) -> None:
    """Says what is measured, where and when."""
    cores, load = processors(), os.getloadavg()[0]
    say(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {cores} processors, load {load:.1f} before, ")
    say(f"Python {platform.python_version()}, {words}")


def heading(words: str) -> None:
    say(f"\n{words:28} {'min':>8} {'median':>8} {'max':>8} {'ratio':>6}")


def row(name: str, times: Sequence[float], beside: Sequence[float]) -> None:
    middle = statistics.median(times)
    ratio = middle / statistics.median(beside)
    say(f"{name:28} {min(times):8.2f} {middle:8.2f} {max(times):8.2f} {ratio:6.2f}")


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
