"""A cohort is graded each by itself, goes on where it was killed, and grades nothing twice."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.base.errors import MachineError, UsageError
from kata.cohort.grade import Cohort, Done, grade_all
from kata.cohort.ledger import Ledger
from kata.cohort.sources import sources
from kata.fleet.fleet import WrongVersion
from kata.session.gradings import Gradings

Grade = Callable[..., dict[str, Done]]


@pytest.fixture
def graded(tea, tmp_path, counting, monkeypatch) -> Grade:
    monkeypatch.setenv("KATA_STATE_HOME", str(tmp_path / "state"))
    out = tmp_path / "out"
    out.mkdir()

    def run(*named: str, grade=counting, **more) -> dict[str, Done]:
        cohort = Cohort(
            kata=tea,
            out=out,
            grade=grade,
            gradings=lambda: Gradings(tmp_path / "gradings", walls=lambda: "none"),
            walls="none",
            right=None,
            export=lambda judged: {"tree": judged.reports[-1].tree.encode()},
            **more,
        )
        ledger = Ledger(out / "cohort.sqlite")
        try:
            found = sources(named or [str(tmp_path / "submissions")])
            done = {each.source.name: each for each in grade_all(cohort, ledger, found, 3)}
            assert [each.name for each in ledger.results()] == [each.name for each in found]
            return done
        finally:
            ledger.close()

    return run


def test_a_second_run_grades_nothing_and_a_changed_one_is_graded_alone(hand_in, graded, counting):
    for name in "abc":
        hand_in(name)
    assert all(done.result.passed and not done.graded_before for done in graded().values())
    assert len(counting.asked) == 3
    assert all(done.graded_before for done in graded().values())
    assert len(counting.asked) == 3
    (hand_in("b") / "own.py").write_text("y = 2\n")
    done = graded()
    assert {name: each.graded_before for name, each in done.items()} == {"a": True, "b": False, "c": True}
    assert len(counting.asked) == 4
    graded(again=True)
    assert len(counting.asked) == 7


def test_the_same_files_handed_in_by_two_are_graded_once(hand_in, graded, counting):
    hand_in("a", "x = 1\n")
    graded()
    hand_in("b", "x = 1\n")
    assert graded()["b"].result.stages[0].kept
    assert len(counting.asked) == 1


def test_a_broken_one_costs_only_itself(hand_in, graded, tmp_path):
    hand_in("right")
    (tmp_path / "submissions" / "empty").mkdir()
    (tmp_path / "submissions" / "torn.zip").write_bytes(b"PK\x03\x04 and no more")
    done = graded()
    assert done["right"].result.passed
    assert "workspace of tea: it holds none of" in done["empty"].result.error
    assert "cannot be unpacked" in done["torn"].result.error


@pytest.mark.parametrize("error", [MachineError("no room"), ValueError("a fault")])
def test_trouble_with_one_is_told_and_the_next_run_grades_it_again(hand_in, graded, counting, error):
    hand_in("a")

    def trouble(*_, **__):
        raise error

    assert str(error) in graded(grade=trouble)["a"].result.error
    assert graded()["a"].result.passed


def test_a_worker_of_another_version_ends_the_run(hand_in, graded):
    hand_in("a")

    def other(*_, **__):
        raise WrongVersion("another version")

    with pytest.raises(WrongVersion):
        graded(grade=other)


def test_one_stage_alone_and_files_that_do_not_say_their_stage(hand_in, graded, counting):
    (hand_in("a") / "BRIEF.md").unlink()
    assert graded()["a"].result.error
    assert [each.stage for each in graded(stage=1)["a"].result.stages] == [1]
    assert [stage for stage, _ in counting.asked] == [1]


def test_a_stage_that_was_not_handed_over_is_told(hand_in, graded):
    hand_in("a")
    assert graded(stage=2)["a"].result.error == "Stage 2 was not handed over; the last is 1."


def test_nothing_to_grade_is_told(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        sources([str(tmp_path / "nowhere")])


def test_killed_at_random_it_goes_on_nothing_is_lost_and_nothing_kept_is_graded_again(hand_in, tmp_path):
    names = [f"person-{number}" for number in range(16)]
    for name in names:
        hand_in(name)
    out, state = tmp_path / "out", tmp_path / "gradings"
    out.mkdir()
    state.mkdir()
    asked = out / "asked"
    asked.touch()
    script = Path(__file__).with_name("killed.py")
    chance = random.Random(7)
    for left in (2, 1, 0):
        kept = {path.name for path in state.glob("*.json")}
        before = len(asked.read_text().splitlines())
        process = subprocess.Popen(
            [sys.executable, str(script), str(out), str(state), str(tmp_path / "submissions")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        with process.stdout as lines:
            for _ in range(chance.randrange(5) + 1 if left else 1_000):
                if not lines.readline():
                    break
            if left:
                process.kill()
        assert process.wait() == (-9 if left else 0)
        fresh = asked.read_text().splitlines()[before:]
        assert len(fresh) <= len(names) - len(kept)
    done = {
        each.name: (each / "tree").read_text() for each in (out / "people").iterdir() if each.name in names
    }
    assert sorted(done) == sorted(names)
    everything = asked.read_text().splitlines()
    assert set(done.values()) == set(everything)
    assert len(everything) <= len(names) + 2 * 3  # a kill costs at most what was being graded just then
    ledger = Ledger(out / "cohort.sqlite")
    assert sorted(each.name for each in ledger.results() if each.passed) == sorted(names)
    ledger.close()
