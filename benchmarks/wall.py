"""What the wall adds to a grading: `python benchmarks/wall.py [--runs N]`.

A grading starts one walled-in process and forks a child from it for each hidden test. So the wall's
price is paid at that start; here it runs from nothing to a child's first answer, its end included, behind each wall of
this machine and behind none (the same driver, started as a plain process), in turn. Prints minimum, median and
maximum in ms, what a run adds to the one without a wall beside it, and the ratio of the medians. Only a quiet machine
gives figures worth keeping.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from kata.sandbox import interpreter, launch
from kata.sandbox.jail import Jail, driver_folder
from kata.sandbox.ladder import RUNGS
from kata.sandbox.launch import ENTRY, Launch, Mounts
from kata.sandbox.limits import Limits
from kata.sandbox.packages import assemble

TARGET_MS = 80.0
"""What the whole wall may add to a grading."""
SECONDS = 30.0


def main() -> int:
    """Prints a line for each wall; 1 when the strongest one adds more than it may."""
    parser = argparse.ArgumentParser(description="Measure what the wall adds to a grading.")
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "shop.py").write_text("def add(a, b):\n    return a + b\n")
        mounts = Mounts(Path(folder), driver_folder(), assemble(()))
        walls = [rung for rung in RUNGS if rung.problem() is None and rung.level > 1]
        starts = {"no wall": lambda: _bare(mounts)}
        starts |= {rung.name: lambda rung=rung: rung.command(mounts, Limits()) for rung in walls}
        taken: dict[str, list[float]] = {name: [] for name in starts}
        for _ in range(runs + 1):  # in turn, so that a busy moment meets all alike; the first round warms up
            for name, start in starts.items():
                taken[name].append(_timed(start()))
    _say(f"{'':12} {'min':>8} {'median':>8} {'max':>8} {'added':>8} {'ratio':>6}")
    bare = taken["no wall"][1:]
    added = {
        name: statistics.median(one - other for one, other in zip(times[1:], bare, strict=True))
        for name, times in taken.items()
    }
    for name, times in taken.items():
        low, middle, high = min(times[1:]), statistics.median(times[1:]), max(times[1:])
        ratio = middle / statistics.median(bare)
        _say(f"{name:12} {low:8.1f} {middle:8.1f} {high:8.1f} {added[name]:8.1f} {ratio:6.2f}")
    if not walls:
        _say("This machine has no wall; see `kata doctor`.")
        return 1
    strongest = walls[0].name
    _say(f"Over {runs} runs `{strongest}` adds {added[strongest]:.1f} ms; it may add {TARGET_MS:g} ms.")
    return int(added[strongest] > TARGET_MS)


def _timed(start: Launch) -> float:
    """Milliseconds from nothing to a child's answer and the end of it all."""
    began = time.perf_counter()
    with Jail(start) as jail:
        child = jail.fork(lambda _event: None)
        child.begin(paths=jail.paths, listeners=("wire",), environment={}, seconds=SECONDS)
        answer = child.ask({"op": "call", "target": "shop:add", "args": [1, 2], "kwargs": {}}, SECONDS)
        assert answer["returned"] == 3
        child.end()
    return (time.perf_counter() - began) * 1000


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")


def _bare(mounts: Mounts) -> Launch:
    """The driver as a plain process of this user: the same Python, the same files, no wall."""
    python = interpreter.locate()
    return Launch(
        argv=[str(python.executable), "-I", "-S", "-B", str(mounts.driver / ENTRY)],
        environment=launch.environment("/tmp", "/nonexistent"),
        tree_at=str(mounts.tree),
        packages_at=str(mounts.packages),
        scratch_at=(tempfile.mkdtemp(),),
    )


if __name__ == "__main__":
    sys.exit(main())
