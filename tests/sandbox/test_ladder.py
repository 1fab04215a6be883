from dataclasses import dataclass

import pytest
from kata.base.errors import MachineError, UsageError
from kata.sandbox.ladder import RUNGS, choose
from kata.sandbox.launch import Launch, Mounts
from kata.sandbox.limits import Limits


@dataclass(frozen=True)
class FakeRung:
    name: str
    level: int
    trouble: str | None = None
    mechanisms: tuple[str, ...] = ("paper",)
    unguarded: tuple[str, ...] = ("fire",)
    leaves_open: frozenset[str] = frozenset()

    def problem(self) -> str | None:
        return self.trouble

    def command(self, mounts: Mounts, limits: Limits) -> Launch:
        raise AssertionError("the choice starts nothing itself")


STEEL, WOOD, PAPER = FakeRung("steel", 3), FakeRung("wood", 2), FakeRung("paper", 1)
LADDER = (STEEL, WOOD, PAPER)


def all_holds(_rung):
    return {"fire": True}


def test_the_strongest_that_holds_is_chosen():
    assert choose(rungs=LADDER, proof=all_holds).rung is STEEL


def test_one_that_cannot_work_here_is_passed_over():
    ladder = (FakeRung("steel", 3, "There is no steel here."), WOOD)
    assert choose(rungs=ladder, proof=all_holds).rung is WOOD


def test_one_whose_wall_did_not_hold_is_passed_over():
    chosen = choose(rungs=LADDER, proof=lambda rung: {"fire": rung is not STEEL})
    assert chosen.rung is WOOD


def test_one_that_cannot_start_is_passed_over():
    def proof(rung):
        if rung is STEEL:
            raise MachineError("steel does not start")
        return {"fire": True}

    assert choose(rungs=LADDER, proof=proof).rung is WOOD


def test_what_a_rung_does_not_promise_is_no_surprise_and_is_told():
    open_wood = FakeRung("wood", 2, leaves_open=frozenset({"fire"}))
    chosen = choose(rungs=(open_wood,), proof=lambda _rung: {"fire": False})
    assert chosen.note().probes == {"fire": False}
    assert chosen.note().unguarded == ("fire",)
    assert not chosen.note().counts_as_grade


def test_a_grade_rests_on_walls_that_leave_nothing_open():
    assert choose(rungs=LADDER, proof=all_holds).note().counts_as_grade
    assert {rung.name for rung in RUNGS if not rung.leaves_open} == {"jail", "namespaces"}


@pytest.mark.parametrize("error", [OSError("no room"), ValueError("odd"), MachineError("no"), KeyError("x")])
def test_whatever_one_runs_into_the_next_is_tried(error):
    def proof(rung):
        if rung is STEEL:
            raise error
        return {"fire": True}

    chosen = choose(rungs=LADDER, proof=proof)
    assert chosen.rung is WOOD
    assert [problem.partition(":")[0] for problem in chosen.passed_over] == ["steel"]


def test_what_stands_in_the_way_of_many_is_told_once():
    ladder = (FakeRung("steel", 3, "No fire here."), FakeRung("iron", 3, "No fire here."), WOOD)
    assert choose(rungs=ladder, proof=all_holds).passed_over == ("steel, iron: No fire here.",)


def test_a_rung_that_cannot_even_say_its_problem_is_passed_over():
    class Odd(FakeRung):
        def problem(self):
            raise PermissionError("/proc/sys is closed")

    assert choose(rungs=(Odd("steel", 3), WOOD), proof=all_holds).rung is WOOD


@pytest.mark.parametrize(
    ("said", "helps"),
    [
        ("bwrap: setting up uid map: Permission denied", "apparmor_restrict_unprivileged_userns=0"),
        ("bwrap: No permissions to create new namespace, likely because", "seccomp=unconfined"),
        ("enclose: unshare: Operation not permitted", "seccomp=unconfined"),
        ("[Errno 2] No such file or directory: '/proc/self/uid_map'", "seccomp=unconfined"),
        ("enclose: unshare: No space left on device", "user.max_user_namespaces"),
        ("bwrap: Creating new namespace failed: … exceeded (ENOSPC)", "user.max_user_namespaces"),
        ("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "systempaths=unconfined"),
        ("enclose: mount /tmp/proc: Operation not permitted", "systempaths=unconfined"),
        ("[Errno 28] No space left on device: '/tmp/x'", "TMPDIR"),
        ("BlockingIOError: [Errno 11] Resource temporarily unavailable", "ulimit -u"),
    ],
)
def test_what_a_machine_lacks_is_told_with_what_helps(said, helps):
    def proof(_rung):
        raise MachineError(said)

    with pytest.raises(MachineError, match="It could not start") as caught:
        choose(rungs=(STEEL,), proof=proof)
    assert helps in str(caught.value)


def test_the_weakest_is_never_taken_unasked():
    with pytest.raises(MachineError, match="--allow-weak-sandbox"):
        choose(rungs=(PAPER,), proof=all_holds)


def test_the_weakest_may_be_allowed_and_never_counts():
    chosen = choose(allow_weak=True, rungs=(PAPER,), proof=all_holds)
    assert chosen.rung is PAPER
    assert not chosen.note().counts_as_grade


def test_what_is_required_is_the_least_that_is_taken():
    assert choose("wood", rungs=LADDER, proof=all_holds).rung is STEEL
    with pytest.raises(MachineError, match="steel: There is no steel here"):
        choose("steel", rungs=(FakeRung("steel", 3, "There is no steel here."), WOOD), proof=all_holds)


def test_a_machine_without_proc_is_told_what_helps(monkeypatch, tmp_path):
    monkeypatch.setattr("kata.sandbox.ladder.PROCESSES", tmp_path / "proc")
    with pytest.raises(MachineError, match="mount -t proc proc /proc"):
        choose(rungs=LADDER, proof=all_holds)


def test_an_unknown_name_is_told_with_those_that_exist():
    with pytest.raises(UsageError, match="steel, wood, paper"):
        choose("straw", rungs=LADDER, proof=all_holds)


def test_the_refusal_names_each_rung_and_what_is_in_its_way():
    with pytest.raises(MachineError, match=r"(?s)steel, wood: .*fire.*paper: "):
        choose(rungs=LADDER, proof=lambda _rung: {"fire": False})


def test_the_real_rungs_stand_strongest_first():
    levels = [rung.level for rung in RUNGS]
    assert levels == sorted(levels, reverse=True)
    assert [rung.name for rung in RUNGS] == ["jail", "namespaces", "lsm", "seatbelt", "accident-only"]
