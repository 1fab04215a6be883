from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.base.errors import StateError
from kata.workspace import intake
from kata.workspace.history import refs_of_marks, state_at
from kata.workspace.repository import Repository

Git = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, git: Git) -> Path:
    """Two commits: `one` (a.py) and, on top, `two` (b.py as well)."""
    made = tmp_path / "strange:repo"
    repository = Repository.create(made, {"a.py": b"a\r\n"})
    repository.mark("one", "first")
    (made / "b.py").write_text("b")
    repository.commit("two")
    git(made, "tag", "light")
    return made


@pytest.mark.parametrize(
    ("ref", "count"),
    [
        *(("HEAD", 2), ("main", 2), ("refs/heads/main", 2), ("heads/main", 2), ("light", 2)),
        *(("kata/one", 1), ("refs/tags/kata/one", 1), ("HEAD~1", 1), ("main^", 1), ("light~", 1)),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_ref_is_found_as_git_finds_it(folder: Path, git: Git, ref: str, count: int, packed: bool) -> None:
    if packed:
        git(folder, "gc", "-q")
    assert len(state_at(folder, ref).files) == count


def test_an_id_may_be_shortened(folder: Path, git: Git) -> None:
    whole = git(folder, "rev-parse", "HEAD~1")
    assert state_at(folder, whole).files == state_at(folder, whole[:8]).files == {"a.py": b"a\r\n"}


@pytest.mark.parametrize(
    "ref", ["nothing", "", "--help", "HEAD~9", "main:a.py", "HEAD^{tree}", "a\nb", "@{u}", "0" * 40]
)
def test_what_is_no_commit_is_an_error(folder: Path, ref: str) -> None:
    with pytest.raises(StateError, match=r"has no commit .* Name a branch"):
        state_at(folder, ref)


def test_marks_are_listed_loose_and_packed(folder: Path, git: Git) -> None:
    git(folder, "pack-refs", "--all")
    git(folder, "tag", "kata/two")
    assert refs_of_marks(folder) == {"one": "refs/tags/kata/one", "two": "refs/tags/kata/two"}


def test_a_bare_repository_is_read_too(folder: Path, git: Git, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "--no-local", str(folder), "bare")
    assert state_at(tmp_path / "bare", "main") == state_at(folder, "main")


def test_links_and_submodules_are_told(folder: Path, git: Git) -> None:
    (folder / "link.py").symlink_to("/etc/passwd")
    git(folder, "add", "link.py")
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(folder, "commit", "-q", "-m", "odd")

    state = state_at(folder, "HEAD")

    assert sorted(state.files) == ["a.py", "b.py"]
    assert {oddity.path: oddity.reason.split(";")[0] for oddity in state.oddities} == {
        "link.py": "is a link",
        "sub": "is a submodule",
    }


def test_the_rules_of_the_intake_hold_for_history_as_well(folder: Path, git: Git) -> None:
    for name in (
        "x.pyc",
        "env/pyvenv.cfg",
        "env/lib.py",
        "__pycache__/y.py",
        ".a.py.swp",
        "a.py~",
        ".DS_Store",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    (folder / "big.py").write_bytes(b"x" * 2_100_000)
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "odd")

    state = state_at(folder, "HEAD")

    assert sorted(state.files) == ["a.py", "b.py"]
    assert {oddity.path for oddity in state.oddities} == {"x.pyc", "env", "big.py"}


def test_what_must_be_there_comes_first_in_history_too(
    folder: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("data/x.csv", "data/y.csv", "sms/c.py", "settings.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "data")
    monkeypatch.setattr(intake, "MAX_FILES", 2)

    assert sorted(state_at(folder, "HEAD", ("sms/", "settings.py/")).files) == ["settings.py", "sms/c.py"]


def test_an_environment_of_conda_is_left_out_of_history_too(folder: Path, git: Git) -> None:
    for name in ("any/conda-meta/history", "any/lib/x.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "odd")

    assert not [path for path in state_at(folder, "HEAD").files if path.startswith("any/")]


def test_only_a_file_of_that_name_makes_a_folder_an_environment(folder: Path, git: Git) -> None:
    for name in ("code/pyvenv.cfg/x.py", "code/y.py", "linked/z.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (folder / "linked/pyvenv.cfg").symlink_to("z.py")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "odd")

    found = state_at(folder, "HEAD").files

    assert {"code/pyvenv.cfg/x.py", "code/y.py", "linked/z.py"} <= set(found)


def test_a_folder_without_a_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="is not a git repository"):
        state_at(tmp_path, "HEAD")


def test_a_pipe_among_the_names_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / ".git/refs/heads/pipe")
    (folder / ".git/packed-refs").unlink(missing_ok=True)
    os.mkfifo(folder / ".git/packed-refs")
    assert len(state_at(folder, "main").files) == 2
