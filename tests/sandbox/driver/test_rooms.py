"""What a child writes is its own: no other child of the same grading sees it, and it ends with the child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kata.grader.toolkit import Raised, Returned, Subject
from kata.sandbox.driver import rooms
from kata.sandbox.jail import Jail, driver_folder
from kata.sandbox.ladder import RUNGS, Mounts
from kata.sandbox.limits import Limits
from kata.sandbox.packages import assemble

Fork = Callable[[], Subject]

CODE = """
import os, pathlib, subprocess, sys, tempfile, time

PLACES = {
    "temporary": lambda: pathlib.Path(tempfile.gettempdir()),
    "home": pathlib.Path.home,
    "current": pathlib.Path.cwd,
    "beside": lambda: pathlib.Path(__file__).parent,
    "tmp": lambda: pathlib.Path("/tmp"),
    "memory": lambda: pathlib.Path("/dev/shm"),
}

def write(place, name="note", text="mine"):
    path = PLACES[place]() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)

def read(place, name="note"):
    path = PLACES[place]() / name
    return path.read_text() if path.exists() else ""

def nest(depth):
    for _ in range(depth):
        os.mkdir("x")
        os.chdir("x")
    for _ in range(50):
        os.chdir("..")
        os.chmod("x", 0)

def stay():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                try:
                    pathlib.Path("/tmp/late").write_text("from before")
                except OSError:
                    pass
        os._exit(0)

def me():
    return os.getpid()

def look_into(process):
    found = []
    for name in ("environ", "mem", "maps", "fd", "root"):
        try:
            place = f"/proc/{process}/{name}"
            if os.listdir(place) if name in ("fd", "root") else open(place, "rb").read(16):
                found.append(name)
        except OSError:
            pass
    return found
"""
SHOP = "def number():\n    return 1\n"


@pytest.fixture(params=[rung.name for rung in RUNGS])
def fork(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fork]:
    """`fork()` is a new child of one jail, behind each wall of this machine."""
    (rung,) = (each for each in RUNGS if each.name == request.param)
    problem = rung.problem()
    if problem:
        pytest.skip(problem)
    yield from children(rung, tmp_path)


@pytest.fixture
def fork_anywhere(proved, tmp_path) -> Iterator[Fork]:
    """The same behind the strongest wall."""
    yield from children(proved.rung, tmp_path)


def children(rung, tmp_path):
    tree = tmp_path / "tree"
    (tree / "pkg").mkdir(parents=True)
    (tree / "job.py").write_text(CODE)
    (tree / "pkg" / "shop.py").write_text(SHOP)
    (tree / "pkg" / "odd name.txt").write_bytes(bytes(range(256)))
    tmp_path.chmod(0o755)
    before = seen(tree)
    mounts = Mounts(tree, driver_folder(), assemble(()))
    made: list[Subject] = []
    with Jail(rung.command(mounts, Limits())) as jail:

        def one() -> Subject:
            made.append(Subject(jail.fork, {}, {}, paths=tuple(jail.paths), seconds=30))
            return made[-1]

        yield one
        for subject in made:
            subject.close()
    assert seen(tree) == before


def seen(tree):
    return {str(path): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


WRITTEN = [("temporary", "note"), ("home", ".cache/note"), ("current", "shop.log"), ("beside", "pkg/note")]


def test_the_folders_of_each_child_are_its_own_and_empty(fork):
    for _ in range(2):
        subject = fork()
        for place, name in WRITTEN:
            assert subject.call("job:read", place, name) == Returned("")
            assert subject.call("job:write", place, name) == Returned(None)
            assert subject.call("job:read", place, name) == Returned("mine")
        subject.close()


def test_no_child_looks_into_another_or_into_the_first_process(fork_anywhere):
    first, second = fork_anywhere(), fork_anywhere()
    other = first.call("job:me")
    assert isinstance(other, Returned)
    for process in (other.value, 1):
        assert second.call("job:look_into", process) == Returned([])


def test_children_that_live_at_once_see_what_they_wrote_themselves(fork):
    first, second = fork(), fork()
    for place, name in WRITTEN:
        for subject, text in ((first, "first"), (second, "second")):
            assert subject.call("job:read", place, name) == Returned("")
            assert subject.call("job:write", place, name, text) == Returned(None)
    for place, name in WRITTEN:
        assert first.call("job:read", place, name) == Returned("first")
        assert second.call("job:read", place, name) == Returned("second")
    second.close()
    third = fork()
    for place, name in WRITTEN:
        assert third.call("job:read", place, name) == Returned("")
        assert first.call("job:read", place, name) == Returned("first")


@pytest.mark.parametrize("place", ["tmp", "memory"])
def test_folders_with_a_name_of_their_own_are_a_childs_own_too(fork_anywhere, proved, place):
    if proved.rung.level < 3:
        pytest.skip("only a wall with its own files has these")
    first, second = fork_anywhere(), fork_anywhere()
    assert first.call("job:write", place) == Returned(None)
    assert second.call("job:read", place) == Returned("")
    first.close()
    second.close()
    assert fork_anywhere().call("job:read", place) == Returned("")


def test_what_a_child_writes_into_its_tree_is_not_imported(fork):
    subject = fork()
    assert subject.call("job:write", "beside", "pkg/shop.py", "def number():\n    return 2\n") == Returned(
        None
    )
    assert subject.call("job:write", "beside", "new.py", "def number():\n    return 2\n") == Returned(None)
    assert subject.call("pkg.shop:number") == Returned(1)
    assert isinstance(subject.call("new:number"), Raised)
    subject.close()
    assert fork().call("pkg.shop:number") == Returned(1)


def test_folders_without_end_and_without_rights_are_removed_too(fork_anywhere):
    subject = fork_anywhere()
    assert subject.call("job:nest", 2_000) == Returned(None)
    subject.close()
    assert fork_anywhere().call("job:read", "current") == Returned("")


def test_what_a_child_leaves_running_is_ended_before_the_next(fork_anywhere, proved):
    if proved.rung.level < 3:
        pytest.skip("only a wall with its own processes promises it")
    subject = fork_anywhere()
    assert subject.call("job:stay") == Returned(None)
    subject.close()
    assert fork_anywhere().call("job:read", "tmp", "late") == Returned("")


def test_where_there_is_no_place_for_a_copy_the_tree_itself_is_used(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "scratch").mkdir()
    (tmp_path / "tree" / "loop").symlink_to(tmp_path / "tree" / "loop")  # cannot be copied
    room = rooms.Rooms(str(tmp_path / "tree"), [str(tmp_path / "scratch")]).make(1)
    assert room.tree == str(tmp_path / "tree")


def test_what_lay_in_a_scratch_folder_before_any_child_stays(tmp_path):
    for name in ("tree", "scratch", "scratch/python"):
        (tmp_path / name).mkdir()
    made = rooms.Rooms(str(tmp_path / "tree"), [str(tmp_path / "scratch")])
    made.make(1).enter()
    (tmp_path / "scratch" / "note").write_text("x")
    made.clear(1)
    made.make(2).enter()
    assert sorted(path.name for path in (tmp_path / "scratch").iterdir()) == [".aside", "python"]
