from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kata.workspace import stream
from kata.workspace.ingest import ingest
from kata.workspace.intake import is_bookkeeping
from kata.workspace.materialise import materialise
from kata.workspace.names import looks_dotgit
from kata.workspace.snapshot import Oddity
from kata.workspace.store import Store
from kata.workspace.tree import object_id, snapshot, tree_id

_NAME = (
    st.binary(min_size=1, max_size=6).map(lambda raw: raw.translate(None, b"/\0"))
    | st.sampled_from(
        [b"a", b"a.b", b"a-", b"a0", b'"q"', b"\\", b" ", b"-x", b"\n", b"\xff", "\u00e9".encode()]
    )
).filter(lambda raw: raw not in (b"", b".", b".."))
intake_refuses = ("pyvenv.cfg",)
_NAMES = _NAME.map(lambda raw: raw.decode("utf-8", "surrogateescape")).filter(
    lambda name: not looks_dotgit(name) and not is_bookkeeping(name) and name not in intake_refuses
)


def _without_conflicts(files: dict[tuple[str, ...], bytes]) -> dict[str, bytes]:
    folders = {path[:depth] for path in files for depth in range(1, len(path))}
    return {"/".join(path): data for path, data in files.items() if path not in folders}


trees = st.dictionaries(
    st.lists(_NAMES, min_size=1, max_size=3).map(tuple), st.binary(max_size=40), max_size=8
).map(_without_conflicts)


@settings(max_examples=30, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=trees, data=st.data())
def test_any_tree_is_written_read_stored_and_named_as_git_does(
    files: dict[str, bytes], data: st.DataObject
) -> None:
    executable = frozenset(data.draw(st.sets(st.sampled_from(sorted(files)))) if files else ())
    made = snapshot(files, executable, (Oddity("x", "is odd \u00e9 \udcff"),))
    with tempfile.TemporaryDirectory() as place:
        folder, own = Path(place, "w"), Path(place, "own.git")
        materialise(files, folder, executable)

        assert made.tree == _written_by_git(folder, Path(place, "theirs.git"))
        assert ingest(folder).tree == made.tree
        assert ingest(folder).files == made.files
        assert ingest(folder).executable == made.executable
        store = Store(own)
        store.keep(made, "some.label")
        assert store.load("some.label") == made


def _written_by_git(folder: Path, own: Path) -> str:
    git = ["git", f"--git-dir={own}", f"--work-tree={folder}"]
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", "init", "-q", "--bare", own], check=True, env=quiet)
    subprocess.run([*git, "add", "-A", "-f", "."], check=True, env=quiet, cwd=folder)
    return subprocess.run(
        [*git, "write-tree"], check=True, env=quiet, capture_output=True, text=True
    ).stdout.strip()


def test_the_empty_tree_has_its_famous_id() -> None:
    assert snapshot({}).tree == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def test_a_blob_has_the_id_that_git_gives_it() -> None:
    assert object_id("blob", b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


@pytest.mark.parametrize("paths", [("a", "a/b"), ("a/b", "a"), ("a/b/c", "a/b")])
def test_a_file_below_a_file_has_no_tree(paths: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="file"):
        tree_id(dict.fromkeys(paths, ("100644", "0" * 40)))


def test_an_odd_path_is_quoted_so_that_git_reads_it_back() -> None:
    assert stream.quoted('a"\\\n\udcff') == b'"a\\042\\134\\012\\377"'
