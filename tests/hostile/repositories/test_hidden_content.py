"""Content that a repository hides or alters (catalogue 71, 73, 74, 94, 95, 97): all of it is seen, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CODE = b"hidden = 1\r\n$Id$\n"


def by_gitignore(trainee: Any) -> str:
    trainee.write(".gitignore", "hidden.py\n")
    return "hidden.py"


def by_info_exclude(trainee: Any) -> str:
    trainee.write(".git/info/exclude", "hidden.py\n")
    return "hidden.py"


def by_excludes_file(trainee: Any) -> str:
    trainee.write(".git/mine", "*.py\n")
    trainee.must("config", "core.excludesFile", str(trainee.folder / ".git/mine"))
    return "hidden.py"


def by_assume_unchanged(trainee: Any) -> str:
    trainee.must("update-index", "--assume-unchanged", "sms.py")
    return "sms.py"


def by_skip_worktree(trainee: Any) -> str:
    trainee.must("update-index", "--skip-worktree", "sms.py")
    return "sms.py"


def by_sparse_checkout(trainee: Any) -> str:
    trainee.must("config", "core.sparseCheckout", "true")
    trainee.write(".git/info/sparse-checkout", "/docs/\n")
    return "hidden.py"


def by_attributes(trainee: Any) -> str:
    trainee.write(
        ".gitattributes", "* text=auto eol=lf ident export-ignore export-subst working-tree-encoding=UTF-16\n"
    )
    return "hidden.py"


def by_autocrlf(trainee: Any) -> str:
    trainee.must("config", "core.autocrlf", "input")
    return "hidden.py"


def by_a_nested_repository(trainee: Any) -> str:
    trainee.must("init", "-q", "nested")
    trainee.must("commit", "-q", "--allow-empty", "-m", "n", inside="nested")
    return "nested/hidden.py"


def by_a_nested_repository_without_a_commit(trainee: Any) -> str:
    trainee.must("init", "-q", "nested")
    return "nested/deeper/hidden.py"


def by_a_gitfile(trainee: Any) -> str:
    trainee.must("init", "-q", str(trainee.folder.parent / "elsewhere"))
    trainee.write("sub/.git", f"gitdir: {trainee.folder.parent / 'elsewhere/.git'}\n")
    return "sub/hidden.py"


def by_a_registered_submodule(trainee: Any) -> str:
    trainee.write(".gitmodules", '[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n\tignore = all\n')
    trainee.must("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    return "sub/hidden.py"


def by_core_worktree(trainee: Any) -> str:
    (trainee.folder.parent / "decoy").mkdir()
    trainee.must("config", "core.worktree", str(trainee.folder.parent / "decoy"))
    return "hidden.py"


def by_an_odd_name(trainee: Any) -> str:
    return "-rf \n\udcff.py"


HIDERS: list[Callable[[Any], str]] = [
    *(by_gitignore, by_info_exclude, by_excludes_file, by_assume_unchanged, by_skip_worktree),
    *(by_sparse_checkout, by_attributes, by_autocrlf, by_a_nested_repository, by_a_gitfile),
    *(by_a_nested_repository_without_a_commit, by_a_registered_submodule, by_core_worktree, by_an_odd_name),
]


@pytest.mark.parametrize("hide", HIDERS, ids=lambda hide: hide.__name__)
def test_what_a_repository_hides_is_graded_byte_for_byte(
    hide: Callable[[Any], str], trainee: Any, grade: Callable[[Path], Any]
) -> None:
    path = hide(trainee)
    trainee.write(path, CODE)

    seen = grade(trainee.folder)

    assert [snapshot.files[path] for snapshot in seen.folder] == [CODE, CODE]
    assert seen.refused == []
    assert seen.history[-1].files[path] == CODE
    assert seen.history[-1].tree == seen.folder[1].tree


def test_code_in_the_git_folder_does_not_exist_when_the_copy_runs(
    trainee: Any, grade: Callable[[Path], Any], tmp_path: Path
) -> None:
    trainee.write(".git/x/hidden.py", CODE)
    trainee.write("sms.py", "import sys; sys.path.insert(0, '.git/x'); import hidden\n")

    seen = grade(trainee.folder)

    assert not any(".git/" in path for snapshot in seen.folder for path in snapshot.files)
    assert [path.name for path in (tmp_path / "copy-first").iterdir()] == ["sms.py"]


def test_a_core_worktree_elsewhere_is_neither_read_nor_written(
    trainee: Any, grade: Callable[[Path], Any], tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "key").write_text("secret")
    trainee.must("config", "core.worktree", str(precious))

    seen = grade(trainee.folder)

    assert all("key" not in snapshot.files for snapshot in seen.folder + seen.history)
    assert [path.name for path in precious.iterdir()] == ["key"]
