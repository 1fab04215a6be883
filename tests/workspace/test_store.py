from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from kata.base import disk_trouble
from kata.base.errors import MachineError, StateError
from kata.workspace.changes import Change
from kata.workspace.snapshot import Oddity
from kata.workspace.store import Store
from kata.workspace.tree import snapshot

FIRST = snapshot({"a.py": b"a = 1\n", "sub/b.py": b"b\r\n"}, {"a.py"}, (Oddity("x", "is a link"),))
SECOND = snapshot({"a.py": b"a = 2\n", "sub/c.py": b"b\r\n"})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state/own.git")


def test_what_is_kept_is_loaded_equal(store: Store) -> None:
    store.keep(FIRST, "1/closed")
    assert store.load("1/closed") == FIRST
    assert Store(store.path).load("1/closed") == FIRST


def test_a_label_kept_again_holds_the_later_snapshot(store: Store) -> None:
    store.keep(FIRST, "now")
    store.keep(SECOND, "now")
    assert store.load("now") == SECOND
    assert store.labels() == ("now",)


def test_the_same_snapshot_under_the_same_label_is_the_same_commit(store: Store) -> None:
    assert store.keep(FIRST, "now") == store.keep(FIRST, "now")


def test_labels_are_listed_sorted(store: Store) -> None:
    for label in ("2/closed", "start", "1/closed"):
        store.keep(FIRST, label)
    assert store.labels() == ("1/closed", "2/closed", "start")


def test_a_label_that_is_not_kept_is_an_error_that_lists_those_that_are(store: Store) -> None:
    store.keep(FIRST, "start")
    with pytest.raises(StateError, match=r"No snapshot is kept under '1/closed' .* Kept there: start\."):
        store.load("1/closed")


@pytest.mark.parametrize(
    "label", ["", "a b", "../x", "a//b", "-x", "a.lock", "x.lock/y", "a..b", "a\nb", ".a", "a/"]
)
def test_a_label_that_git_could_not_hold_is_refused(store: Store, label: str) -> None:
    with pytest.raises(StateError, match="cannot be a label"):
        store.keep(FIRST, label)


def test_the_diff_is_unified_text_of_both_snapshots(store: Store) -> None:
    shown = store.diff(FIRST, SECOND)

    assert "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n" in shown
    assert "old mode 100755\nnew mode 100644" in shown
    assert "deleted file mode 100644" in shown and "new file mode 100644" in shown
    assert "rename" not in shown


def test_the_diff_of_equal_snapshots_is_empty(store: Store) -> None:
    assert store.diff(FIRST, FIRST) == ""


def test_attributes_in_the_snapshot_hide_nothing_in_the_diff(store: Store) -> None:
    attributes = {".gitattributes": b"* binary -diff\n*.py -text export-ignore ident\n"}
    before = snapshot({**attributes, "a.py": b"$Id$\n"})
    after = snapshot({**attributes, "a.py": b"$Id$ changed\n"})
    assert "-$Id$\n+$Id$ changed\n" in store.diff(before, after)


def test_a_renamed_file_counts_as_removed_and_added(store: Store) -> None:
    assert store.changes(FIRST, SECOND) == (
        Change("a.py", "modified"),
        Change("sub/b.py", "removed"),
        Change("sub/c.py", "added"),
    )


def test_a_changed_execute_bit_alone_is_a_change(store: Store) -> None:
    before, after = snapshot({"a": b""}), snapshot({"a": b""}, {"a"})
    assert store.changes(before, after) == (Change("a", "mode"),)


def test_locks_and_scraps_of_a_killed_writer_are_swept_away(store: Store) -> None:
    store.keep(FIRST, "1/closed")
    (store.path / "refs/kata/1/closed.lock").write_text("")
    (store.path / "packed-refs.lock").write_text("")
    (store.path / "objects/pack/tmp_pack_x").write_text("")

    store.keep(SECOND, "1/closed")

    assert store.load("1/closed") == SECOND
    assert not list(store.path.rglob("tmp_pack_x"))


KEEPER = """
import sys
from pathlib import Path
from kata.workspace.store import Store
from kata.workspace.tree import snapshot
store = Store(Path(sys.argv[1]))
print("made", flush=True)
for number in range(10_000):
    store.keep(snapshot({f"f{number}": bytes([number % 256]) * 5000}), "now")
    print("kept", flush=True)
"""


@pytest.mark.parametrize("lines", [0, 1, 2, 3])
def test_a_store_whose_writer_is_killed_stays_usable(tmp_path: Path, lines: int) -> None:
    place = tmp_path / "own.git"
    writer = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(place)], stdout=subprocess.PIPE, start_new_session=True
    )
    assert writer.stdout is not None
    for _ in range(lines):
        writer.stdout.readline()
    os.killpg(writer.pid, signal.SIGKILL)
    writer.communicate()

    store = Store(place)
    store.keep(FIRST, "now")
    assert store.load("now") == FIRST


def test_a_folder_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    with pytest.raises(StateError, match=r"not a store of snapshots\. Move it away"):
        Store(tmp_path)
    assert (tmp_path / "precious").read_text() == "x"


def test_a_damaged_object_is_an_error(store: Store) -> None:
    store.keep(FIRST, "now")
    for pack in store.path.glob("objects/pack/*.pack"):
        content = bytearray(pack.read_bytes())
        content[20:40] = b"\xff" * 20
        pack.chmod(0o600)
        pack.write_bytes(content)
    with pytest.raises(StateError):
        store.load("now")


def test_without_git_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StateError, match=r"git is not installed: .*apt install git"):
        Store(tmp_path / "own.git")
    assert not (tmp_path / "own.git").exists()


def test_a_full_disk_is_the_machines_trouble_and_nothing_kept_is_lost(store: Store) -> None:
    store.keep(FIRST, "now")
    small = store.path.parent / "small"
    small.mkdir()
    mounted = _mount_small(small)
    if not mounted:  # only root may make a small disk: the message alone is looked at
        assert "disk is full" in str(disk_trouble.full(store.path))
        return
    try:
        shutil.copytree(store.path, small / "own.git")
        full = Store(small / "own.git")
        with pytest.raises(MachineError, match=r"The disk is full: .*Free some space"):
            full.keep(snapshot({f"{n}": os.urandom(500_000) for n in range(8)}), "now")
        assert full.load("now") == FIRST
        full.keep(SECOND, "now")
        assert full.load("now") == SECOND
    finally:
        subprocess.run(["umount", str(small)], check=True)


def _mount_small(place: Path) -> bool:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "kata-test", str(place)], capture_output=True
    )
    return done.returncode == 0


def test_a_read_only_folder_is_an_error_that_says_what_to_do(beggar: None) -> None:
    shut = Path(tempfile.mkdtemp())
    shut.chmod(0o500)
    try:
        with pytest.raises(StateError, match=r"No permission at .*own\.git: .*chmod"):
            Store(shut / "own.git")
    finally:
        shut.chmod(0o700)
        shutil.rmtree(shut)


def test_a_store_that_became_read_only_is_an_error_that_says_what_to_do(beggar: None) -> None:
    place = Path(tempfile.mkdtemp())
    store = Store(place / "own.git")
    store.keep(FIRST, "now")
    for folder in [store.path, *(path for path in store.path.rglob("*") if path.is_dir())]:
        folder.chmod(0o500)
    try:
        with pytest.raises(StateError, match="No permission at"):
            store.keep(SECOND, "later")
        assert store.load("now") == FIRST
    finally:
        for folder in [store.path, *(path for path in store.path.rglob("*") if path.is_dir())]:
            folder.chmod(0o700)
        shutil.rmtree(place)
