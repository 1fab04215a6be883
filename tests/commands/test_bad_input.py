from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PACK = str(Path(__file__).parent / "pack")


def one_sentence(text: str) -> bool:
    """Whether this is one message of ours, without a traceback."""
    return text.startswith("kata: ") and "Traceback" not in text


def test_a_folder_that_is_no_workspace(kata: Kata) -> None:
    for command in ("status", "brief", "check", "next", "report", "compare", "resume"):
        said = kata(command)
        assert (said.code, said.out) == (4, "")
        assert one_sentence(said.err)
        assert "kata start" in said.err


def test_a_kata_that_does_not_exist(kata: Kata) -> None:
    said = kata("start", "coffee", "--pack", PACK)
    assert said.code == 2
    assert "tea" in said.err


def test_a_folder_that_is_not_empty(kata: Kata, tmp_path: Path) -> None:
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "mine").touch()
    said = kata("start", "tea", "--pack", PACK)
    assert said.code == 4
    assert "not empty" in said.err
    assert [path.name for path in (tmp_path / "tea").iterdir()] == ["mine"]


def test_no_git(kata: Kata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = kata("start", "tea", "--pack", PACK)
    assert said.code == 4
    assert "git is not installed" in said.err
    assert not (tmp_path / "tea").exists()


def test_a_merge_under_way(kata: Kata, workspace: Path, git: Callable[..., str]) -> None:
    (workspace / ".git" / "MERGE_HEAD").write_text(git("rev-parse", "HEAD"))
    said = kata("next")
    assert said.code == 4
    assert "git merge --continue" in said.err


def test_a_detached_head(kata: Kata, workspace: Path, git: Callable[..., str]) -> None:
    git("checkout", "-q", "--detach")
    said = kata("next")
    assert said.code == 4
    assert "detached" in said.err


def test_two_at_once(kata: Kata, workspace: Path, tmp_path: Path) -> None:
    [sitting] = (tmp_path / "state" / "sittings").iterdir()
    holder = "import fcntl, sys; f = open(sys.argv[1], 'ab'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(sitting / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        said = kata("next")
        other.communicate(b"\n")
    assert said.code == 4
    assert "Another kata command is at work" in said.err
    assert kata("next").code == 1


def test_a_broken_stage_folder_tells_all_its_mistakes(kata: Kata, tmp_path: Path) -> None:
    shutil.copytree(PACK, tmp_path / "broken")
    stages = tmp_path / "broken" / "stages" / "tea"
    (stages / "1_pour" / "BRIEF.md").unlink()
    text = (stages / "2_sweeten" / "stage.toml").read_text()
    (stages / "2_sweeten" / "stage.toml").write_text(text.replace('rule = "unmodified"', 'rule = "magic"'))
    said = kata("start", "tea", "--pack", str(tmp_path / "broken"))
    assert said.code == 5
    assert "1_pour/BRIEF.md" in said.err
    assert "magic" in said.err
    assert not (tmp_path / "tea").exists()


def test_a_record_that_is_gone(kata: Kata, workspace: Path, tmp_path: Path) -> None:
    [sitting] = (tmp_path / "state" / "sittings").iterdir()
    (sitting / "record.jsonl").unlink()
    said = kata("status")
    assert said.code == 4
    assert "record of this sitting" in said.err


def test_an_option_that_does_not_exist(kata: Kata) -> None:
    said = kata("next", "--now")
    assert said.code == 2
    assert "--now" in said.err


def test_a_format_that_does_not_exist(kata: Kata, workspace: Path) -> None:
    kata("next")
    said = kata("report", "--format", "papyrus")
    assert said.code == 2
    assert "junit" in said.err


def test_a_file_that_is_not_utf8_is_graded(kata: Kata, workspace: Path) -> None:
    (workspace / "tea" / "odd.py").write_bytes(b"x = '\xff'\n")
    said = kata("next", "--format", "json")
    assert said.code == 1
    assert said.document["passed"] is False
    assert "tea/odd.py" in said.out


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with very little room, as only root can mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a tiny file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_at_the_start(kata: Kata, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * 40_000)
    said = kata("start", "tea", str(small_disk / "tea"), "--pack", PACK)
    assert said.code == 3
    assert "disk is full" in said.err
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


def test_a_full_disk_when_handing_in_loses_nothing(
    kata: Kata, workspace: Path, tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = small_disk / "state"
    monkeypatch.setenv("KATA_STATE_HOME", str(state))
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    kata("start", "tea", str(tmp_path / "other"), "--pack", PACK)
    monkeypatch.chdir(tmp_path / "other")
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space left"), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    said = kata("next")
    assert said.code == 3
    assert "disk is full" in said.err
    assert one_sentence(said.err)
    ballast.unlink()
    assert kata("next").code == 1
    assert kata("status", "--format", "json").document["notes"] == []


def test_a_read_only_folder(kata: Kata, tmp_path: Path) -> None:
    folder = tmp_path / "fixed"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        folder.chmod(0o500)
        said = kata("start", "tea", str(folder / "tea"), "--pack", PACK)
    else:
        said = kata("start", "tea", str(folder / "tea"), "--pack", PACK)
        subprocess.run(["umount", "-l", str(folder)], check=True)
    assert said.code == 4
    assert "read-only" in said.err


def test_an_interrupted_grading_leaves_the_stage_open(workspace: Path, kata: Kata, tmp_path: Path) -> None:
    """Ctrl-C while the hidden tests run."""
    (workspace / "clients" / "guest.py").write_text(
        "def ask(name):\n    open('/dev/null').read()\n    while True:\n        pass\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "kata.cli", "next"],
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    [sitting] = (tmp_path / "state" / "sittings").iterdir()
    while b"handed-in" not in (sitting / "record.jsonl").read_bytes():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err == b"kata: Stopped. Nothing is lost. Run the command again to go on.\n"
    assert kata("status", "--format", "json").document["stage"] == 1
