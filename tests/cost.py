"""With KATA_TEST_COST=1 in the environment: the processor seconds of each test file and of the slow tests, at the end of a run.

Counted is what the test's own process used, and the children that it waited for. Other work on the machine hardly changes
that, so two runs can be compared. No test asserts anything of it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest

SLOW = 2.0  # processor seconds of one test, from which on it is named
NAME = "processor seconds"
START = pytest.StashKey[float]()


def spent() -> float:
    """The processor seconds of this process and of its children so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Notes where one test begins, before its fixtures."""
    item.stash[START] = spent()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Puts the cost into the report, with which it comes back from a worker of xdist."""
    report = yield
    report.user_properties = [(NAME, spent() - item.stash[START])]
    return report


def pytest_terminal_summary(terminalreporter) -> None:
    """Prints the table, the dearest file first."""
    tests: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "teardown":
                tests[report.nodeid] += dict(report.user_properties)[NAME]
    files: Counter[str] = Counter()
    for name, seconds in tests.items():
        files[name.partition("::")[0]] += seconds
    terminalreporter.section(f"{NAME}: {files.total():.0f}")
    for name, seconds in files.most_common(40):
        terminalreporter.write_line(f"{seconds:7.1f}  {name}")
    terminalreporter.section(f"tests above {SLOW:g} {NAME}")
    for name, seconds in tests.most_common():
        if seconds > SLOW:
            terminalreporter.write_line(f"{seconds:7.1f}  {name}")
