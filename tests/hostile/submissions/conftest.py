"""Grades hostile submissions as a mentor would, and looks for what they must not have touched."""

from __future__ import annotations

import dataclasses
import functools
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from kata.content.designs import Design, state
from kata.content.kata import Kata, Stage
from kata.content.pack import Pack, built_in
from kata.grader.exam.client import Examiner
from kata.grader.exam.process import Deadlines
from kata.grader.grade import Submission, grade, static_checks
from kata.report.report import CheckResult, Report, decode, encode
from kata.sandbox import ladder
from kata.views.formats import FORMATS
from kata.views.run import Exhibit, Run
from kata.workspace.tree import snapshot

TABLES = Path(__file__).parent / "attacks"
UNDONE = "behaviour.delivers"  # what is not so when nothing was done
DEADLINES = Deadlines(call=4.0, exam=60.0)  # real seconds: an attack must not make the tests long

IDLE = {
    "sms/__init__.py": "from sms.deed import deed\n\n__all__ = ['deed']\n",
    "sms/deed.py": "def deed(*_):\n    return None\n",
    "clients/orders.py": "from sms import deed\n\n\ndef confirm_order(phone_number: str, order_id: str) -> None:\n    return deed(phone_number, order_id)\n",
    "clients/logistics.py": "from sms import deed\n\n\ndef delivery_update(phone_number: str, update: str) -> None:\n    return deed(phone_number, update)\n",
    "clients/accounts.py": "from sms import deed\n\n\ndef send_otp(phone_number: str, code: str) -> None:\n    return deed(phone_number, code)\n",
}
"""Clients that do what `sms/deed.py` says, which is nothing as it is."""

Files = Mapping[str, str | bytes]
Graded = Callable[..., Report]


@pytest.fixture(scope="session")
def pack() -> Pack:
    return built_in()


@pytest.fixture(scope="session")
def kata(pack: Pack) -> Kata:
    return pack.kata("sms")


@pytest.fixture(scope="session")
def design(pack: Pack) -> Design:
    """The right design over which some submissions are laid."""
    return pack.designs("sms")[0]


@pytest.fixture(scope="session")
def shortened(kata: Kata, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, str], Kata]:
    """The kata with one file of hidden tests, and the rules: a grading of seconds, not of a minute."""

    @functools.cache
    def shorten(number: int, name: str) -> Kata:
        folder = tmp_path_factory.mktemp("stages")

        def cut(stage: Stage) -> Stage:
            tests = folder / stage.name / "tests"
            tests.mkdir(parents=True)
            decided = ""
            if stage.number == number:
                shutil.copy(stage.tests / name, tests / name)
                decided = (tests / name).read_text()
            checks = tuple(check for check in stage.checks if check.rule or f'"{check.id}"' in decided)
            return dataclasses.replace(stage, tests=tests, checks=checks)

        return dataclasses.replace(kata, stages=tuple(cut(stage) for stage in kata.stages))

    return shorten


@pytest.fixture(scope="session")
def examiner() -> Iterator[Examiner]:
    with Examiner() as one:
        yield one


@pytest.fixture(scope="session")
def proved() -> ladder.ProvedRung:
    return ladder.choose(allow_weak=True)


@pytest.fixture
def handed_in(kata: Kata, design: Design) -> Callable[..., Submission]:
    """A submission of these files over the untouched starter, or from stage 2 on over the right design.

    `over` says otherwise: "starter", "before" (the right design of the stage before) or "reference".
    """

    def made(files: Files, stage: int, over: str = "", without: tuple[str, ...] = ()) -> Submission:
        start = {**kata.starter, **kata.given_at(1)}
        closed = [start, *(dict(state(kata, design, number)) for number in range(1, stage))]
        base = over or ("starter" if stage == 1 else "before")
        bases = {"starter": start, "before": closed[-1], "reference": dict(state(kata, design, stage))}
        files = {**IDLE, **files} if base == "starter" else files
        own = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        whole = {**bases[base], **kata.given_at(stage), **own}
        kept = {path: data for path, data in whole.items() if path not in without}
        return Submission(snapshot(kept), tuple(snapshot(each) for each in closed))

    return made


@pytest.fixture
def graded(
    shortened: Callable[[int, str], Kata],
    handed_in: Callable[..., Submission],
    examiner: Examiner,
    proved: ladder.ProvedRung,
) -> Graded:
    """`graded(files)`: the report of what is handed in at that stage. `rung` chooses the walls."""

    def run(
        files: Files,
        *,
        stage: int = 1,
        only: str = "test_delivery.py",
        over: str = "",
        rung: str = "",
        deadlines: Deadlines = DEADLINES,
        without: tuple[str, ...] = (),
    ) -> Report:
        report = grade(
            shortened(stage, only),
            stage,
            handed_in(files, stage, over, without),
            proved=chosen(rung) if rung else proved,
            examiner=examiner,
            deadlines=deadlines,
        )
        everyone_can_read(report)
        return report

    return run


@pytest.fixture
def ruled(kata: Kata, handed_in: Callable[..., Submission]) -> Callable[..., dict[str, CheckResult]]:
    """`ruled(files)`: what the rules find at stage 2 over the right design of stage 1, by id."""

    def run(files: Files, without: tuple[str, ...] = ()) -> dict[str, CheckResult]:
        return {check.id: check for check in static_checks(kata, 2, handed_in(files, 2, "", without))}

    return run


@pytest.fixture
def attacked(graded: Graded) -> Callable[..., CheckResult]:
    """Grades the attack of that name and gives the check that must fail; what holds for all is asserted."""

    def run(name: str, rung: str = "") -> CheckResult:
        attack = attacks()[name]
        deed = {"sms/deed.py": attack["deed"]} if "deed" in attack else {}
        report = graded(
            {**attack.get("files", {}), **deed},
            over=attack.get("over", ""),
            rung=rung,
            deadlines=Deadlines(**attack.get("deadlines", {"call": 4.0, "exam": 40.0})),
        )
        assert not report.passed
        assert not [check.id for check in report.checks if check.outcome == "could-not-run"]
        (found,) = (check for check in report.checks if check.id == attack.get("check", UNDONE))
        assert found.outcome == "failed", found
        told = " ".join((found.seen, *(each.message for each in found.evidence)))
        assert re.search(attack.get("says", "."), told), told
        return found

    return run


@functools.cache
def attacks() -> dict[str, dict[str, Any]]:
    """The attacks of the tables, by name."""
    return {
        attack["id"]: attack
        for path in sorted(TABLES.glob("*.toml"))
        for attack in tomllib.loads(path.read_text(encoding="utf-8"))["attacks"]
    }


def chosen(name: str) -> ladder.ProvedRung:
    (rung,) = (each for each in ladder.RUNGS if each.name == name)
    problem = rung.problem()
    if problem:
        pytest.skip(f"{name}: {problem}")
    return ladder.ProvedRung(rung, {}, rung.unguarded)


def everyone_can_read(report: Report) -> None:
    """It survives its own format, and nothing in it moves a cursor, hides a letter or has no end."""
    assert decode(encode(report)) == report
    for check in report.checks:
        for words in (check.summary, check.expected, check.seen, *(each.message for each in check.evidence)):
            assert len(words) <= 20_000
            assert not set(words) & set("\x1b\x00\r\u202e\u2066"), words


@pytest.fixture
def shown() -> Callable[[Report], dict[str, str]]:
    """A report in every format that there is, by its name."""

    def show(report: Report) -> dict[str, str]:
        run = Run("SMS", "somebody", (Exhibit(report),))
        return {each.name: each.render(run) for each in FORMATS}

    return show


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Path]:
    """A file that any account may write, and a process of the same user: both must come through unharmed."""
    place = tmp_path / "canary"
    place.write_text("alive")
    tmp_path.chmod(0o777)
    place.chmod(0o666)
    bystander = subprocess.Popen(
        [sys.executable, "-S", "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    )
    yield place
    assert place.read_text() == "alive"
    assert [each.name for each in tmp_path.iterdir()] == ["canary"]
    assert bystander.poll() is None
    bystander.communicate(b"")
