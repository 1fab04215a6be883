"""Archives as people pack them, and as nobody should."""

from __future__ import annotations

import gzip
import io
import os
import struct
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.base.errors import KataError, UsageError
from kata.workspace import archive
from kata.workspace.archive import unpacked
from kata.workspace.ingest import ingest

FILES = {"clients/a.py": b"x = 1\n", "tea/__init__.py": b""}


def zipped(path: Path, files: dict[str, bytes], prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(prefix + name, data)
    return path


def tarred(path: Path, files: dict[str, bytes], *more: tarfile.TarInfo, mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as packed:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
        for info in more:
            packed.addfile(info, io.BytesIO(b""))
    return path


def inside(path: Path) -> dict[str, bytes]:
    with unpacked(path) as folder:
        return dict(ingest(folder).files)


def refused(path: Path) -> str:
    """The one sentence; nothing is left behind beside the archive."""
    with pytest.raises(KataError) as error, unpacked(path):
        pass
    assert error.value.exit_code in (2, 4)
    return str(error.value)


@pytest.mark.parametrize("prefix", ["", "tea-main/", "a/b/"])
def test_a_zip_is_read_with_or_without_a_folder_around_it(tmp_path: Path, prefix: str) -> None:
    assert inside(zipped(tmp_path / "a.zip", FILES, prefix)) == FILES


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_read_however_it_is_compressed_and_called(tmp_path: Path, mode: str) -> None:
    assert inside(tarred(tmp_path / "whatever", FILES, mode=mode)) == FILES


def test_what_a_packing_program_and_tools_add_is_left_out(tmp_path: Path) -> None:
    files = {f"tea/{name}": data for name, data in FILES.items()}
    added = {"__MACOSX/tea/._x": b"?", ".DS_Store": b"?", "tea/.venv/bin/python": b"?"}
    assert inside(zipped(tmp_path / "a.zip", files | added)) == FILES


def test_history_comes_along(tmp_path: Path) -> None:
    files = {**FILES, ".git/HEAD": b"ref: refs/heads/main\n", ".git/objects/ab/cd": b"z"}
    with unpacked(zipped(tmp_path / "a.zip", files, "tea/")) as folder:
        assert (folder / ".git" / "HEAD").read_bytes() == b"ref: refs/heads/main\n"


def test_a_bundle_becomes_a_bare_repository(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        named = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(tmp_path / "own"), *arguments]
        subprocess.run(named, check=True, capture_output=True)

    (tmp_path / "own").mkdir()
    git("init", "-q", "-b", "trunk")
    git("commit", "-q", "--allow-empty", "-m", "one")
    git("tag", "kata/stage-1")
    git("bundle", "create", str(tmp_path / "a.bundle"), "--all", "HEAD")
    with unpacked(tmp_path / "a.bundle") as folder:
        assert (folder / "HEAD").read_text() == "ref: refs/heads/trunk\n"
        assert "refs/tags/kata/stage-1" in (folder / "packed-refs").read_text()


@pytest.mark.parametrize("name", ["../out.py", "/tmp/out.py", "a/../../out.py", "..\\out.py", "C:\\out.py"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert "leads out" in refused(tarred(tmp_path / "a.tar.gz", {name: b"x"}))
    if "\\" not in name:
        assert "leads out" in refused(zipped(tmp_path / "a.zip", {name: b"x"}))
    assert not (tmp_path.parent / "out.py").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_not_followed_and_told(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("clients/b.py")
    info.type, info.linkname = kind, "/etc/passwd"
    with unpacked(tarred(tmp_path / "a.tar.gz", FILES, info)) as folder:
        found = ingest(folder)
    assert dict(found.files) == FILES
    assert [oddity.path for oddity in found.oddities] == ["clients/b.py"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    info = tarfile.TarInfo("clients")
    info.type, info.linkname = tarfile.SYMTYPE, str(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    with unpacked(tarred(tmp_path / "a.tar.gz", FILES, info)):
        assert list((tmp_path / "elsewhere").iterdir()) == []


def _bomb(path: Path) -> Path:
    return zipped(path, {f"{n}.py": bytes(2_000_000) for n in range(9)})


def test_more_than_is_taken_in_is_refused_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 10_000_000)
    assert "too large" in refused(_bomb(tmp_path / "a.zip"))
    assert "too large" in refused(tarred(tmp_path / "a.tgz", {f"{n}": bytes(2_000_000) for n in range(9)}))
    info = tarfile.TarInfo("huge")
    info.size = 1 << 40
    assert "too large" in refused(_header_alone(tmp_path / "b.tgz", info))
    with gzip.open(tmp_path / "c.tgz", "wb") as file:  # one name that is longer than everything
        info = tarfile.TarInfo("x")
        info.type, info.size = tarfile.XHDTYPE, 1 << 30
        file.write(info.tobuf())
        for _ in range(30):
            file.write(bytes(1_000_000))
    assert "too large" in refused(tmp_path / "c.tgz")


def _header_alone(path: Path, info: tarfile.TarInfo) -> Path:
    path.write_bytes(gzip.compress(info.tobuf()))
    return path


def test_a_file_that_is_longer_than_any_source_is_told_of_by_its_size(tmp_path: Path) -> None:
    with unpacked(zipped(tmp_path / "a.zip", {**FILES, "big.bin": bytes(3_000_000)})) as folder:
        [oddity] = ingest(folder).oddities
    assert (oddity.path, "3,000,000 bytes" in oddity.reason) == ("big.bin", True)


def test_absurd_counts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = zipped(tmp_path / "a.zip", {f"{n}.py": b"" for n in range(30)})
    monkeypatch.setattr(archive, "MAX_ENTRIES", 20)
    assert "more than 20 names" in refused(many)
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 100)
    assert "too large" in refused(many)


def _lying(path: Path) -> Path:
    """A zip whose file is longer than it says."""
    zipped(path, {"a.py": b"x" * 1000})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", 1000), struct.pack("<L", 10)))
    return path


def _cut(path: Path) -> Path:
    zipped(path, FILES)
    path.write_bytes(path.read_bytes()[:-30])
    return path


def _encrypted(path: Path) -> Path:
    zipped(path, FILES)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    return path


def _text(path: Path) -> Path:
    path.write_text("hello")
    return path


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _cut_gzip(path: Path) -> Path:
    tarred(path, {"a": os.urandom(5000)})
    path.write_bytes(path.read_bytes()[:-3000])
    return path


def _bundle(path: Path) -> Path:
    path.write_bytes(b"# v2 git bundle\n" + b"0" * 40 + b" refs/heads/main\n\nPACKnonsense")
    return path


@pytest.mark.parametrize("make", [_lying, _cut, _encrypted, _text, _empty, _pipe, _cut_gzip, _bundle])
def test_what_is_damaged_or_no_archive_is_a_sentence(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(UsageError):
        refused_path = make(tmp_path / "a.zip")
        with unpacked(refused_path):
            pass
