"""History that lies (catalogue 76 to 84, 86): refused with a sentence, or read as it truly is."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Any

import pytest
from kata.base.errors import StateError
from kata.workspace import history
from kata.workspace.history import refs_of_marks, state_at
from kata.workspace.repository import Repository
from kata.workspace.store import Store

TRUE = {"sms.py": b"def send(): ...\n"}


def loose(trainee: Any, identity: str) -> Path:
    return Path(trainee.folder / ".git/objects" / identity[:2] / identity[2:])


def forge(trainee: Any, identity: str, kind: bytes, content: bytes) -> None:
    place = loose(trainee, identity)
    place.chmod(0o600)
    place.write_bytes(zlib.compress(b"%s %d\0" % (kind, len(content)) + content))


def test_a_forged_file_is_refused(trainee: Any) -> None:
    blob = trainee.must("rev-parse", "HEAD:sms.py")
    forge(trainee, blob, b"blob", b"def send(): cheat\n")
    assert trainee.must("show", "HEAD:sms.py") == "def send(): cheat", "plain git believes it"

    with pytest.raises(StateError, match="forged or damaged"):
        state_at(trainee.folder, "HEAD")


def test_a_forged_folder_is_refused(trainee: Any) -> None:
    tree = trainee.must("rev-parse", "HEAD^{tree}")
    other = trainee.must("hash-object", "-w", "--stdin")
    forge(trainee, tree, b"tree", b"100644 sms.py\0" + bytes.fromhex(other))
    with pytest.raises(StateError, match="forged or damaged"):
        state_at(trainee.folder, "HEAD")


def test_a_forged_commit_is_refused(trainee: Any) -> None:
    first = trainee.must("rev-parse", "HEAD")
    trainee.write("sms.py", "def send(): cheat\n")
    trainee.must("commit", "-q", "-a", "-m", "two")
    forge(
        trainee,
        first,
        b"commit",
        zlib.decompress(loose(trainee, trainee.must("rev-parse", "HEAD")).read_bytes()).partition(b"\0")[2],
    )
    with pytest.raises(StateError, match="forged or damaged"):
        state_at(trainee.folder, first)


def test_replace_refs_change_nothing(trainee: Any) -> None:
    first = trainee.must("rev-parse", "HEAD")
    trainee.write("sms.py", "def send(): cheat\n")
    trainee.must("commit", "-q", "-a", "-m", "two")
    trainee.must("replace", first, "HEAD")
    assert trainee.must("show", f"{first}:sms.py") == "def send(): cheat", "plain git is deceived"

    assert dict(state_at(trainee.folder, first).files) == TRUE
    assert dict(state_at(trainee.folder, "main~1").files) == TRUE


def test_grafts_and_shallow_files_change_nothing(trainee: Any) -> None:
    first = trainee.must("rev-parse", "HEAD")
    trainee.write("sms.py", "two\n")
    trainee.must("commit", "-q", "-a", "-m", "two")
    second = trainee.must("rev-parse", "HEAD")
    trainee.write(".git/info/grafts", f"{second}\n")
    trainee.write(".git/shallow", f"{second}\n")

    assert state_at(trainee.folder, "HEAD~1") == state_at(trainee.folder, first)


@pytest.mark.parametrize("kind", ["gitfile", "link"])
def test_a_git_folder_that_points_elsewhere_is_refused(trainee: Any, tmp_path: Path, kind: str) -> None:
    (trainee.folder / ".git").rename(tmp_path / "moved")
    if kind == "gitfile":
        trainee.write(".git", f"gitdir: {tmp_path / 'moved'}\n")
    else:
        (trainee.folder / ".git").symlink_to(tmp_path / "moved")

    for look in (lambda: state_at(trainee.folder, "HEAD"), lambda: refs_of_marks(trainee.folder)):
        with pytest.raises(StateError, match="points to a repository elsewhere"):
            look()
    problem = Repository(trainee.folder).problem()
    assert problem is not None and "points to a repository elsewhere" in problem


@pytest.mark.parametrize("kind", ["alternates", "objects", "pack", "fan-out", "loose", "pipe"])
def test_objects_borrowed_from_elsewhere_are_refused(trainee: Any, tmp_path: Path, kind: str) -> None:
    objects = trainee.folder / ".git/objects"
    if kind == "alternates":
        trainee.write(".git/objects/info/alternates", str(tmp_path))
    elif kind == "pipe":
        one = next(objects.glob("??/*"))
        one.unlink()
        os.mkfifo(one)
    elif kind == "loose":
        one = next(objects.glob("??/*"))
        one.rename(tmp_path / "moved")
        one.symlink_to(tmp_path / "moved")
    else:
        place = {"objects": objects, "pack": objects / "pack"}.get(kind) or next(objects.glob("??"))
        place.rename(tmp_path / "moved")
        place.symlink_to(tmp_path / "moved")
    with pytest.raises(StateError, match="borrows objects from elsewhere"):
        state_at(trainee.folder, "HEAD")


def test_names_that_lie_elsewhere_are_refused(trainee: Any, tmp_path: Path) -> None:
    (trainee.folder / ".git/refs").rename(tmp_path / "refs")
    (trainee.folder / ".git/refs").symlink_to(tmp_path / "refs")
    for look in (lambda: state_at(trainee.folder, "HEAD"), lambda: refs_of_marks(trainee.folder)):
        with pytest.raises(StateError, match=r"refs is a link"):
            look()


@pytest.mark.parametrize("packed", [False, True])
def test_a_giant_commit_is_refused_before_it_is_unfolded(trainee: Any, packed: bool) -> None:
    head = trainee.must("rev-parse", "HEAD")
    raw = trainee.folder.parent / "commit"
    tree = trainee.must("rev-parse", "HEAD^{tree}")
    about = f"tree {tree}\nparent {head}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\n"
    raw.write_bytes(about.encode() + b"m" * (history.MAX_OBJECT + 1))
    giant = trainee.must("hash-object", "-w", "-t", "commit", "--literally", str(raw))
    if packed:
        trainee.must("update-ref", "refs/heads/giant", giant)
        trainee.must("repack", "-a", "-d", "-q")
    for ref in (giant, f"{giant}~1"):
        with pytest.raises(StateError, match="too large to be graded"):
            state_at(trainee.folder, ref)
    assert "sms.py" in state_at(trainee.folder, head).files


@pytest.mark.parametrize(
    "head", ["ref: ../../../etc/passwd", "ref: HEAD", "/etc/passwd", "", "\0", "ref: refs/heads/a b"]
)
def test_a_head_that_leads_nowhere_good_is_refused(trainee: Any, head: str) -> None:
    trainee.write(".git/HEAD", head)
    with pytest.raises(StateError):
        state_at(trainee.folder, "HEAD")
    with pytest.raises(StateError):
        Repository(trainee.folder).commit("no")


def test_names_that_look_like_options_are_names(trainee: Any) -> None:
    first = trainee.must("rev-parse", "HEAD")
    trainee.write(".git/refs/tags/kata/--output=x", first)
    trainee.write(".git/refs/tags/kata/new\nline", first)
    marks = refs_of_marks(trainee.folder)
    assert set(marks) == {"--output=x", "new\nline"}
    assert [dict(state_at(trainee.folder, ref).files) for ref in marks.values()] == [TRUE, TRUE]


def test_a_rewritten_baseline_does_not_change_what_is_compared(trainee: Any, tmp_path: Path) -> None:
    store = Store(tmp_path / "own.git")
    start = state_at(trainee.folder, "HEAD")
    store.keep(start, "start")
    trainee.write("sms.py", "rewritten\n")
    trainee.must("commit", "-q", "-a", "--amend", "-m", "start", GIT_COMMITTER_DATE="2001-01-01T00:00:00Z")
    trainee.must("reflog", "expire", "--expire=now", "--all")
    trainee.must("gc", "-q", "--prune=now")

    handed_in = state_at(trainee.folder, "HEAD")
    assert store.load("start") == start
    assert [change.kind for change in store.changes(store.load("start"), handed_in)] == ["modified"]
    assert "-def send(): ...\n+rewritten\n" in store.diff(store.load("start"), handed_in)


def test_noise_commits_are_the_same_state(trainee: Any) -> None:
    before = state_at(trainee.folder, "HEAD")
    for number in range(3):
        trainee.must("commit", "-q", "--allow-empty", "-m", f"looks like work {number}")
    assert state_at(trainee.folder, "HEAD").tree == before.tree


def test_a_tree_with_a_name_that_leaves_the_folder_is_told_or_refused(trainee: Any) -> None:
    blob = trainee.must("rev-parse", "HEAD:sms.py")
    for name in ("..", ".git", "a/b"):
        row = b"100644 " + name.encode() + b"\0" + bytes.fromhex(blob)
        raw = trainee.folder.parent / "tree"
        raw.write_bytes(row)
        tree = trainee.must("hash-object", "-w", "-t", "tree", "--literally", str(raw))
        commit = trainee.must("commit-tree", tree, "-m", "evil")
        try:
            state = state_at(trainee.folder, commit)
        except StateError:
            continue
        assert dict(state.files) == {}
        assert len(state.oddities) == 1


def test_a_tree_that_unfolds_without_end_is_refused_in_time(
    trainee: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "TIMEOUT_SECONDS", 1.0)
    blob = trainee.must("rev-parse", "HEAD:sms.py")
    raw = trainee.folder.parent / "tree"
    rows = b"".join(b"100644 f%d\0" % n + bytes.fromhex(blob) for n in range(10))
    for _ in range(10):
        raw.write_bytes(rows)
        tree = trainee.must("hash-object", "-w", "-t", "tree", "--literally", str(raw))
        rows = b"".join(b"40000 d%d\0" % n + bytes.fromhex(tree) for n in range(10))
    commit = trainee.must("commit-tree", tree, "-m", "bomb")

    with pytest.raises(StateError, match=r"did not finish|too large"):
        state_at(trainee.folder, commit)
