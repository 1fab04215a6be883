from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.base.errors import StateError
from kata.workspace.history import refs_of_marks, state_at
from kata.workspace.ingest import ingest
from kata.workspace.repository import Repository
from kata.workspace.tree import snapshot

Git = Callable[..., str]

START = {"app.py": b"x = 1\r\n", "docs/guide.md": b"# Guide\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def repository(folder: Path) -> Repository:
    return Repository.create(folder, START)


def test_a_new_repository_has_one_commit_of_exactly_its_files_and_is_clean(
    repository: Repository, folder: Path, git: Git
) -> None:
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "log", "--format=%s") == "Start"
    assert git(folder, "branch", "--show-current") == "main"
    assert git(folder, "rev-parse", "HEAD^{tree}") == snapshot(START).tree


def test_making_it_again_after_a_kill_goes_on(repository: Repository, folder: Path, git: Git) -> None:
    Repository.create(folder, START)
    assert git(folder, "log", "--format=%s") == "Start"


def test_a_commit_holds_what_the_folder_holds_and_leaves_it_clean(
    repository: Repository, folder: Path, git: Git
) -> None:
    (folder / "new.py").write_text("y = 2\n")
    (folder / "docs/guide.md").unlink()
    (folder / ".gitignore").write_text("new.py\n")

    commit = repository.commit("Stage 1 handed in")

    assert git(folder, "rev-parse", "HEAD") == commit
    assert git(folder, "rev-parse", "HEAD^{tree}") == ingest(folder).tree
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "log", "--format=%s") == "Stage 1 handed in\nStart"
    assert git(folder, "fsck", "--strict") == ""


def test_a_commit_of_nothing_new_is_the_one_before(repository: Repository, folder: Path, git: Git) -> None:
    before = git(folder, "rev-parse", "HEAD")
    assert repository.commit("again") == before


def test_a_commit_goes_on_the_branch_that_the_trainee_is_on(
    repository: Repository, folder: Path, git: Git
) -> None:
    git(folder, "switch", "-q", "-c", "my/branch")
    (folder / "new.py").write_text("y")
    repository.commit("on mine")

    assert git(folder, "log", "-1", "--format=%s", "my/branch") == "on mine"
    assert git(folder, "log", "-1", "--format=%s", "main") == "Start"


def test_staged_work_and_index_flags_do_not_survive_a_commit(
    repository: Repository, folder: Path, git: Git
) -> None:
    git(folder, "update-index", "--assume-unchanged", "app.py")
    git(folder, "update-index", "--skip-worktree", "docs/guide.md")
    (folder / "app.py").write_text("hidden change")

    commit = repository.commit("all of it")

    assert git(folder, "show", f"{commit}:app.py") == "hidden change"
    assert {line[0] for line in git(folder, "ls-files", "-v").splitlines()} == {"H"}


def test_a_mark_is_an_annotated_tag_on_head_and_may_be_set_again(
    repository: Repository, folder: Path, git: Git
) -> None:
    repository.mark("1_basic/closed", "Closed by Ann")
    (folder / "new.py").write_text("y")
    commit = repository.commit("more")
    ref = repository.mark("1_basic/closed", "Closed again")

    assert git(folder, "cat-file", "-t", "kata/1_basic/closed") == "tag"
    assert git(folder, "rev-parse", "kata/1_basic/closed^{commit}") == commit
    assert dict(repository.marks()) == {"1_basic/closed": ref}
    assert state_at(folder, ref) == ingest(folder)


def test_the_person_of_their_git_signs_the_commit(
    repository: Repository, folder: Path, git: Git, home: Path
) -> None:
    (home / ".gitconfig").write_text("[user]\n\tname = Ann Lee\n\temail = ann@example.org\n")
    (folder / "new.py").write_text("y")
    repository.commit("hers")

    assert git(folder, "log", "-1", "--format=%an <%ae>") == "Ann Lee <ann@example.org>"
    assert repository.notes() == ()


def test_the_name_of_this_repository_goes_before_the_persons(
    repository: Repository, folder: Path, git: Git, home: Path
) -> None:
    (home / ".gitconfig").write_text("[user]\n\tname = Ann Lee\n\temail = ann@example.org\n")
    git(folder, "config", "user.name", "Bo")
    assert repository.identity().name == "Bo"


def test_without_a_name_a_stand_in_signs_and_is_told(repository: Repository, folder: Path, git: Git) -> None:
    assert git(folder, "log", "-1", "--format=%an") == "Kata Trainee"
    [note] = repository.notes()
    assert "git config --global user.name" in note
    assert repository.problem() is None


def test_a_name_that_would_break_the_commit_is_not_used(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ann\nfrom deadbeef <x>")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ann@example.org")
    assert not repository.identity().known


def test_a_folder_without_a_repository_is_a_problem(tmp_path: Path) -> None:
    problem = Repository(tmp_path).problem()
    assert problem is not None and "is not a git repository" in problem


def test_a_merge_under_way_is_a_problem(repository: Repository, folder: Path, git: Git) -> None:
    git(folder, "switch", "-q", "-c", "side")
    (folder / "side.py").write_text("x")
    repository.commit("side")
    git(folder, "switch", "-q", "main")
    (folder / "main.py").write_text("x")
    repository.commit("main")
    git(folder, "merge", "-q", "--no-commit", "side")

    problem = repository.problem()
    assert problem is not None and "git merge --abort" in problem
    with pytest.raises(StateError, match="A merge is under way"):
        repository.commit("no")


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("rebase-merge/", "git rebase --abort"),
        ("rebase-apply/", "git rebase --continue"),
        ("CHERRY_PICK_HEAD", "git cherry-pick --abort"),
        ("REVERT_HEAD", "git revert --abort"),
        ("BISECT_LOG", "git bisect reset"),
        ("index.lock", "delete"),
        ("refs/heads/main.lock", "main.lock"),
    ],
)
def test_whatever_is_under_way_is_a_problem(
    repository: Repository, folder: Path, left: str, told: str
) -> None:
    place = folder / ".git" / left
    if left.endswith("/"):
        place.mkdir()
    else:
        place.write_text("")
    problem = repository.problem()
    assert problem is not None and told in problem and "run this again" in problem


def test_a_detached_head_is_a_problem(repository: Repository, folder: Path, git: Git) -> None:
    git(folder, "switch", "-q", "--detach")
    problem = repository.problem()
    assert problem is not None and "git switch -c NAME" in problem


def test_a_head_that_cannot_be_read_is_a_problem(repository: Repository, folder: Path) -> None:
    (folder / ".git/HEAD").unlink()
    problem = repository.problem()
    assert problem is not None and "no HEAD" in problem


def test_a_commit_that_was_killed_before_the_index_is_mended_by_the_next(
    repository: Repository, folder: Path, git: Git
) -> None:
    (folder / "new.py").write_text("y")
    (folder / ".git/index").rename(folder / "index-before")
    (folder / "index-before").replace(folder.parent / "index-before")
    commit = repository.commit("done")
    (folder.parent / "index-before").replace(folder / ".git/index")
    assert git(folder, "status", "--porcelain") != ""

    assert repository.commit("done") == commit
    assert git(folder, "status", "--porcelain") == ""


COMMITTER = """
import sys
from pathlib import Path
from kata.workspace.repository import Repository
folder = Path(sys.argv[1])
repository = Repository(folder)
for number in range(10_000):
    (folder / "busy.py").write_text(str(number))
    print("changed", flush=True)
    repository.commit(f"number {number}")
    print("committed", flush=True)
    repository.mark("busy", "handed in")
"""


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_a_repository_whose_writer_is_killed_goes_on_with_the_next_commit(
    repository: Repository, folder: Path, git: Git, lines: int
) -> None:
    writer = subprocess.Popen([sys.executable, "-c", COMMITTER, str(folder)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for _ in range(lines):
        writer.stdout.readline()
    writer.kill()
    writer.communicate()

    (folder / "after.py").write_text("x = 1\n")
    commit = repository.commit("after the kill")
    repository.mark("after", "handed in")

    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "rev-parse", "kata/after^{commit}") == commit
    assert git(folder, "show", "HEAD:after.py") == "x = 1"


def test_nothing_is_converted_whatever_a_person_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[core]\n\tautocrlf = true\n\teol = crlf\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    work = tmp_path / "work"
    Repository.create(work, {"a.py": b"x = 1\n", ".gitattributes": b"*.py text eol=crlf\n"})
    (work / "a.py").unlink()
    subprocess.run(["git", "-C", str(work), "checkout", "--", "a.py"], check=True, capture_output=True)
    assert (work / "a.py").read_bytes() == b"x = 1\n"


@pytest.mark.parametrize(
    ("setting", "words"), [("objectformat = sha256", "SHA-256"), ("refStorage = reftable", "reftable")]
)
def test_a_repository_of_another_form_is_told_as_it_is(tmp_path: Path, setting: str, words: str) -> None:
    Repository.create(tmp_path / "work", {"a.py": b""})
    config = tmp_path / "work" / ".git" / "config"
    config.write_text(config.read_text() + f"[extensions]\n\t{setting}\n")
    assert words in str(Repository(tmp_path / "work").problem())
    with pytest.raises(StateError, match=words):
        refs_of_marks(tmp_path / "work")


def test_a_partial_clone_lacks_what_it_lacks(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    Repository.create(whole, {"a/b.py": b"x = 1\n"})
    subprocess.run(["git", "-C", str(whole), "config", "uploadpack.allowFilter", "true"], check=True)
    for kind in ("tree:0", "blob:none"):
        partial = tmp_path / kind.replace(":", "-")
        clone = ["git", "clone", "-q", "--no-checkout", f"--filter={kind}", f"file://{whole}", str(partial)]
        subprocess.run(clone, check=True, capture_output=True)
        with pytest.raises(StateError, match="partial clone"):
            state_at(partial, "HEAD")
