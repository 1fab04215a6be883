from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest
from kata.base.errors import StateError
from kata.workspace import ingest as ingesting
from kata.workspace import intake
from kata.workspace.ingest import ingest
from kata.workspace.snapshot import Snapshot


def reasons(snapshot: Snapshot) -> dict[str, str]:
    return {oddity.path: oddity.reason for oddity in snapshot.oddities}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    (made / "a.py").write_bytes(b"a = 1\r\n")
    return made


def test_files_are_taken_as_raw_bytes_with_their_execute_bit(folder: Path) -> None:
    (folder / "bin").mkdir()
    (folder / "bin/run").write_bytes(b"\xff\x00")
    (folder / "bin/run").chmod(0o700)

    snapshot = ingest(folder)

    assert dict(snapshot.files) == {"a.py": b"a = 1\r\n", "bin/run": b"\xff\x00"}
    assert snapshot.executable == {"bin/run"}
    assert snapshot.oddities == ()


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_the_root_git_is_passed_over_whatever_it_is(folder: Path, kind: str) -> None:
    if kind == "folder":
        (folder / ".git").mkdir()
        (folder / ".git/hidden.py").write_text("x")
    elif kind == "file":
        (folder / ".git").write_text("gitdir: /etc")
    else:
        (folder / ".git").symlink_to("/etc")

    assert list(ingest(folder).files) == ["a.py"]
    assert ingest(folder).oddities == ()


def test_folders_of_tools_are_passed_over_in_silence(folder: Path) -> None:
    for name in (
        "__pycache__",
        ".venv",
        "pkg/__pycache__",
        "node_modules",
        ".conda",
        ".pixi",
        "pkg/.ropeproject",
    ):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.pyc").write_text("x")

    assert list(ingest(folder).files) == ["a.py"]
    assert ingest(folder).oddities == ()


@pytest.mark.parametrize(
    "name",
    [
        ".a.py.swp",
        ".a.py.swo",
        "a.py~",
        "#a.py#",
        ".#a.py",
        ".DS_Store",
        "._a.py",
        "a.py.orig",
        "a.py.rej",
        "Thumbs.db",
    ],
)
def test_what_editors_and_systems_leave_behind_is_passed_over_in_silence(folder: Path, name: str) -> None:
    (folder / "pkg").mkdir()
    (folder / "pkg" / name).write_text("x")
    if name == ".#a.py":
        (folder / "pkg" / name).unlink()
        (folder / "pkg" / name).symlink_to("person@machine.123")

    assert list(ingest(folder).files) == ["a.py"]
    assert ingest(folder).oddities == ()


@pytest.mark.parametrize("name", ["orig.py", "swp.py", ".env", "a#b.py", "rej", "a.swp.py", ".gitignore"])
def test_names_that_only_resemble_theirs_are_ordinary(folder: Path, name: str) -> None:
    (folder / name).write_text("x")

    assert name in ingest(folder).files


def test_an_environment_of_conda_is_told(folder: Path) -> None:
    (folder / "any/conda-meta").mkdir(parents=True)
    (folder / "any/conda-meta/history").write_text("")
    (folder / "any/code.py").write_text("x")

    assert list(ingest(folder).files) == ["a.py"]
    assert "virtual environment" in reasons(ingest(folder))["any"]


@pytest.mark.parametrize("kind", ["folder", "link", "linked folder"])
def test_only_a_plain_file_makes_a_folder_an_environment(folder: Path, kind: str) -> None:
    (folder / "pkg").mkdir()
    (folder / "pkg/code.py").write_text("x")
    if kind == "folder":
        (folder / "pkg/pyvenv.cfg").mkdir()
    elif kind == "link":
        (folder / "pkg/pyvenv.cfg").symlink_to("code.py")
    else:
        (folder / "pkg/meta").mkdir()
        (folder / "pkg/meta/history").write_text("")
        (folder / "pkg/conda-meta").symlink_to("meta")

    assert "pkg/code.py" in ingest(folder).files


def test_folders_with_a_dot_in_front_come_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILES", 3)
    for name in (".cache/a.py", ".cache/b.py", "sms/c.py", "sms/d.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")

    assert list(ingest(folder).files) == ["a.py", "sms/c.py", "sms/d.py"]


@pytest.mark.parametrize("cap", ["MAX_FILES", "MAX_ENTRIES"])
def test_what_must_be_there_is_not_left_out_for_what_comes_before_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cap: str
) -> None:
    for number in range(9):
        (folder / f"b{number}.txt").write_text("x")
    for name in ("data/x.csv", "data/y.csv", "sms/c.py", "sms/d.py", "settings.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    for module in (intake, ingesting):
        monkeypatch.setattr(module, cap, 3, raising=False)

    files = ingest(folder, first=("sms/", "settings.py/", "clients/")).files

    assert {"settings.py", "sms/c.py", "sms/d.py"} == set(files)


def test_a_virtual_environment_of_any_name_is_told(folder: Path) -> None:
    (folder / "pkg/lib").mkdir(parents=True)
    (folder / "pkg/pyvenv.cfg").write_text("")
    (folder / "pkg/lib/code.py").write_text("x")

    assert list(ingest(folder).files) == ["a.py"]
    assert "virtual environment" in reasons(ingest(folder))["pkg"]


def test_a_link_is_told_and_never_followed(folder: Path) -> None:
    (folder / "passwd.py").symlink_to("/etc/passwd")
    (folder / "etc").symlink_to("/etc")

    snapshot = ingest(folder)

    assert list(snapshot.files) == ["a.py"]
    assert set(reasons(snapshot)) == {"passwd.py", "etc"}
    assert "link" in reasons(snapshot)["etc"]


def test_pipes_and_sockets_are_told_and_never_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / ".gitignore")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        snapshot = ingest(folder)

    assert list(snapshot.files) == ["a.py"]
    assert set(reasons(snapshot)) == {".gitignore", "s"}


def test_a_hard_link_is_told_and_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign").write_text("secret")
    os.link(tmp_path / "foreign", folder / "mine.py")

    assert list(ingest(folder).files) == ["a.py"]
    assert "hard link" in reasons(ingest(folder))["mine.py"]


@pytest.mark.parametrize(
    "name", [".GIT", ".git\u200c", "git~1", ".git.", ".git ", ".git:stream", "x\\.git", ".Git\ufeff"]
)
def test_a_name_that_git_would_take_for_its_own_is_told(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / "c.py").write_text("x")

    assert list(ingest(folder).files) == ["a.py"]
    [oddity] = ingest(folder).oddities
    assert "git takes for its own" in oddity.reason


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes", "git.py", "digit~1", ".github"])
def test_names_that_only_resemble_git_are_ordinary(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    assert name in ingest(folder).files


def test_files_inside_a_nested_repository_are_ordinary_files(folder: Path) -> None:
    (folder / "nested/.git").mkdir(parents=True)
    (folder / "nested/.git/config").write_text("[core]")
    (folder / "nested/code.py").write_text("x")

    assert list(ingest(folder).files) == ["a.py", "nested/code.py"]
    assert set(reasons(ingest(folder))) == {"nested/.git"}


def test_a_forty_gigabyte_file_is_refused_by_its_size(folder: Path) -> None:
    with (folder / "big.py").open("wb") as file:
        file.truncate(40 * 1024**3)

    assert list(ingest(folder).files) == ["a.py"]
    assert "42,949,672,960 bytes" in reasons(ingest(folder))["big.py"]


def test_six_hundred_folders_inside_each_other_are_refused(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    for _ in range(600):
        os.mkdir("d", dir_fd=descriptor)
        inner = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    try:
        snapshot = ingest(folder)
    finally:
        shutil.rmtree(folder / "d", ignore_errors=True)

    assert list(snapshot.files) == ["a.py"]
    assert [oddity.reason[:14] for oddity in snapshot.oddities] == ["lies more than"]


def test_more_files_than_the_cap_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILES", 3)
    for number in range(4):
        (folder / f"b{number}.py").write_text("x")

    assert list(ingest(folder).files) == ["a.py", "b0.py", "b1.py"]
    assert set(reasons(ingest(folder))) == {"b2.py", "b3.py"}


def test_more_bytes_than_the_cap_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_TOTAL_BYTES", 20)
    (folder / "b.py").write_bytes(b"x" * 14)

    assert list(ingest(folder).files) == ["a.py"]
    assert set(reasons(ingest(folder))) == {"b.py"}


def test_a_folder_with_more_names_than_the_cap_is_not_read(folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(intake.MAX_ENTRIES + 1):
        os.mkfifo(folder / f"many/{number}")

    assert list(ingest(folder).files) == ["a.py"]
    assert set(reasons(ingest(folder))) == {"many"}


def test_many_oddities_are_counted_and_not_all_listed(folder: Path) -> None:
    for number in range(intake.MAX_ODDITIES + 7):
        (folder / f"l{number}").symlink_to("a.py")

    oddities = ingest(folder).oddities
    assert len(oddities) == intake.MAX_ODDITIES + 1
    assert oddities[-1].reason.startswith("7 more")


def test_twins_by_case_and_by_accent_are_both_taken_and_told(folder: Path) -> None:
    for name in ("Pkg.py", "pkg.py", "\u00e9.py", "e\u0301.py"):
        (folder / name).write_text(name)

    snapshot = ingest(folder)

    assert len(snapshot.files) == 5
    assert set(reasons(snapshot)) == {"pkg.py", "\u00e9.py"}


def test_compiled_code_is_told_and_not_taken(folder: Path) -> None:
    for name in ("fast.pyc", "fast.cpython-311-x86_64-linux-gnu.so", "FAST.PYD"):
        (folder / name).write_text("x")

    assert list(ingest(folder).files) == ["a.py"]
    assert len(ingest(folder).oddities) == 3


def test_an_odd_name_is_taken_and_shown_escaped(folder: Path) -> None:
    (folder / "new\nline\x1b[2J").write_text("x")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.py")).write_text("y")
    (folder / "odd\x07").symlink_to("x")

    snapshot = ingest(folder)

    assert snapshot.files["new\nline\x1b[2J"] == b"x"
    assert snapshot.files["\udcff.py"] == b"y"
    assert [oddity.path for oddity in snapshot.oddities] == ["odd\\x07"]


def test_an_unreadable_file_is_told(beggar: None) -> None:
    folder = Path(tempfile.mkdtemp())
    (folder / "shut.py").write_text("x")
    (folder / "shut.py").chmod(0)
    (folder / "closed").mkdir(mode=0)
    try:
        snapshot = ingest(folder)
    finally:
        (folder / "closed").chmod(0o700)
        shutil.rmtree(folder)

    assert dict(snapshot.files) == {}
    assert set(reasons(snapshot)) == {"shut.py", "closed"}


class Meddler:
    """Changes a file just before it is read, as often as told."""

    def __init__(self, change: object, times: int) -> None:
        self._change = change
        self._left = times

    def __call__(self, path: str) -> None:
        if self._left:
            self._left -= 1
            assert callable(self._change)
            self._change()


def test_a_file_that_changes_once_while_it_is_read_is_read_again(folder: Path) -> None:
    grow = Meddler(lambda: (folder / "a.py").write_text("longer than before"), times=1)
    assert ingest(folder, grow).files["a.py"] == b"longer than before"


def test_a_file_that_vanishes_every_time_is_an_error_that_says_what_to_do(folder: Path) -> None:
    def replace() -> None:
        (folder / "a.py").rename(folder / "b.py")
        (folder / "b.py").rename(folder / "c.py")
        (folder / "a.py").write_text("new") if not (folder / "a.py").exists() else None

    with pytest.raises(StateError, match=r"changed while it was read \(a\.py\)\. Stop what writes"):
        ingest(folder, Meddler(replace, times=9))


def test_a_link_swapped_in_after_the_look_is_not_followed(folder: Path) -> None:
    def swap() -> None:
        (folder / "a.py").unlink()
        (folder / "a.py").symlink_to("/etc/passwd")

    snapshot = ingest(folder, Meddler(swap, times=1))

    assert dict(snapshot.files) == {}
    assert set(reasons(snapshot)) == {"a.py"}


def test_a_pipe_swapped_in_after_the_look_does_not_hang(folder: Path) -> None:
    def swap() -> None:
        (folder / "a.py").unlink()
        os.mkfifo(folder / "a.py")

    assert set(reasons(ingest(folder, Meddler(swap, times=1)))) == {"a.py"}


@pytest.mark.parametrize("kind", ["missing", "file", "link"])
def test_what_is_no_folder_is_an_error_that_says_so(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("x")
    elif kind == "link":
        place.symlink_to(tmp_path)

    with pytest.raises(StateError, match=r"Give the folder"):
        ingest(place)
