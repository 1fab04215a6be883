"""The grader's own store of snapshots: a bare git repository that nobody else writes."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..base import disk_trouble
from ..base.errors import StateError
from ..base.lock import locked
from . import git, objects, stream
from .changes import Change, changes
from .converting import VERBATIM
from .listing import entries, files
from .snapshot import Oddity, Snapshot
from .tree import snapshot as snapshot_of

_ATTRIBUTES = f"{VERBATIM} -diff -merge -export-ignore -export-subst\n"
_LABELS = "refs/kata/"
_TREES = "refs/trees/"
_LABEL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*")
_DIFF = (
    *("diff-tree", "-r", "-p", "--no-renames", "--full-index", "--no-color"),
    *("--no-ext-diff", "--no-textconv", "--text"),
)
_GRADER = (
    "kata <kata@localhost> 0 +0000"  # the same snapshot and label are the same commit, whenever it is kept
)


class Store:
    """Snapshots under labels, in a folder of the grader's own. Killed at any moment, it stays usable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._make()
        except OSError as error:
            raise disk_trouble.of_disk(error, path) from None

    def keep(self, snapshot: Snapshot, label: str) -> str:
        """Keep `snapshot` under `label`, in place of what was there; returns the commit's id."""
        return self._import(snapshot, _LABELS + _checked(label))

    def load(self, label: str) -> Snapshot:
        """Gives the snapshot under `label`, equal to the one that was kept, each byte of it verified.

        Raises StateError when there is none, or it is damaged.
        """
        listed = (
            self._run(["for-each-ref", "--format=%(objectname)", _LABELS + _checked(label)]).decode().split()
        )
        if len(listed) != 1:
            known = ", ".join(self.labels()) or "nothing yet"
            raise StateError(f"No snapshot is kept under {label!r} in {self.path}. Kept there: {known}.")
        [commit] = objects.read(self._run, listed)
        tree = objects.header(commit.data, "tree")
        found = entries(self._run, tree)
        oddities = tuple(Oddity(path, reason) for path, reason in json.loads(objects.message(commit.data)))
        kept = snapshot_of(files(self._run, found), {e.path for e in found if e.executable}, oddities)
        if kept.tree != tree:
            raise StateError(f"The snapshot {label!r} in {self.path} is damaged. Grade the workspace again.")
        return kept

    def labels(self) -> tuple[str, ...]:
        """Every label, sorted."""
        listed = self._run(["for-each-ref", "--format=%(refname)", _LABELS]).decode().split()
        return tuple(sorted(ref.removeprefix(_LABELS) for ref in listed))

    def diff(self, before: Snapshot, after: Snapshot) -> str:
        """The unified text difference; a renamed file is one removed and one added."""
        for one in (before, after):
            self._hold(one)
        shown = self._run([*_DIFF, before.tree, after.tree])
        return shown.decode("utf-8", "replace")

    def changes(self, before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
        """Every file that differs."""
        return changes(before, after)

    def _hold(self, snapshot: Snapshot) -> None:
        answer = self._run(["cat-file", "--batch-check"], f"{snapshot.tree}\n".encode())
        if not answer.startswith(f"{snapshot.tree} tree ".encode()):
            self._import(snapshot, _TREES + snapshot.tree)

    def _import(self, snapshot: Snapshot, ref: str) -> str:
        oddities = json.dumps([(oddity.path, oddity.reason) for oddity in snapshot.oddities])
        commands = stream.commit(snapshot, ref=ref, committer=_GRADER, message=oddities) + stream.DONE
        with self._locked() as lock:
            self._run(
                ["fast-import", "--quiet", "--force", "--done", "--depth=0"], commands, keep_open=[lock]
            )
            asked = f"{ref}^{{commit}}\n{ref}^{{tree}}\n".encode()
            written = self._run(["cat-file", "--batch-check=%(objectname)"], asked).decode().split()
        commit, tree = written
        if tree != snapshot.tree:
            raise StateError(
                f"git wrote the tree {tree} for {snapshot.tree} in {self.path}. Report this: a bug."
            )
        return commit

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        """One writer at a time. Git inherits the lock, so what a killed writer left behind is stale."""
        with locked(self.path / "kata.lock", wait=True) as lock:
            for pattern in (
                "refs/**/*.lock",
                "packed-refs.lock",
                "objects/pack/tmp_*",
                "fast_import_crash_*",
            ):
                for stale in self.path.glob(pattern):
                    stale.unlink(missing_ok=True)
            yield lock

    def _run(self, args: Sequence[str], stdin: bytes = b"", keep_open: Sequence[int] = ()) -> bytes:
        own = [f"--git-dir={self.path.absolute()}", "-c", "gc.auto=0", "-c", "fastimport.unpackLimit=1"]
        return git.run([*own, *args], stdin=stdin, keep_open=keep_open, place=self.path)

    def _make(self) -> None:
        """Made aside and moved into place, so that a half-made store is never seen."""
        if (self.path / "HEAD").is_file():
            return
        if self.path.exists() and any(self.path.iterdir()):
            raise StateError(f"{self.path} holds something that is not a store of snapshots. Move it away.")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".store-", dir=self.path.parent))
        try:
            made = [
                "init",
                "--quiet",
                "--bare",
                "--template=",
                "--initial-branch=main",
                str(aside.absolute()),
            ]
            git.run(made, place=self.path)
            (aside / "info").mkdir(exist_ok=True)
            (aside / "info" / "attributes").write_text(_ATTRIBUTES)
            with contextlib.suppress(FileExistsError, OSError):
                aside.rename(self.path)
            if not (self.path / "HEAD").is_file():
                raise StateError(
                    f"The store {self.path} could not be made. Look at that folder and run this again."
                )
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _checked(label: str) -> str:
    if not _LABEL.fullmatch(label) or label.endswith(".lock") or ".lock/" in label:
        raise StateError(
            f"{label!r} cannot be a label: use letters, digits, `-` and `_`, parted by `.` or `/`."
        )
    return label
