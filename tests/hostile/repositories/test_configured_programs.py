"""Programs that a repository configures (catalogue 63 to 70, 72 and a lazy fetch): none may ever run.

Each case arms the trap, shows that plain git walks into it, and then that the grader does not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Arm = Callable[[Any], list[str]]
Grade = Callable[[Path], Any]


def fsmonitor(trainee: Any) -> list[str]:
    trainee.must("config", "core.fsmonitor", str(trainee.trap.program))
    return ["status"]


def external_diff(trainee: Any) -> list[str]:
    trainee.must("config", "diff.external", str(trainee.trap.program))
    trainee.write("sms.py", "changed\n")
    return ["diff"]


def textconv(trainee: Any) -> list[str]:
    trainee.must("config", "diff.evil.textconv", str(trainee.trap.program))
    trainee.write(".gitattributes", "*.py diff=evil\n")
    trainee.write("sms.py", "changed\n")
    return ["diff"]


def clean_filter(trainee: Any) -> list[str]:
    trainee.must("config", "filter.evil.clean", str(trainee.trap.program))
    trainee.write(".gitattributes", "* filter=evil\n")
    trainee.write("sms.py", "changed\n")
    return ["add", "-A"]


def filter_process(trainee: Any) -> list[str]:
    trainee.must("config", "filter.evil.process", str(trainee.trap.program))
    trainee.write(".git/info/attributes", "* filter=evil\n")
    trainee.write("sms.py", "changed\n")
    return ["add", "-A"]


def smudge_filter(trainee: Any) -> list[str]:
    trainee.must("config", "filter.evil.smudge", str(trainee.trap.program))
    trainee.write(".gitattributes", "* filter=evil\n")
    trainee.must("add", "-A")
    trainee.must("commit", "-q", "-m", "attributes")
    return ["archive", "HEAD"]


def hooks(trainee: Any) -> list[str]:
    for name in (
        *(
            "pre-commit",
            "commit-msg",
            "post-commit",
            "prepare-commit-msg",
            "post-checkout",
            "post-index-change",
        ),
        *("reference-transaction", "post-update", "pre-auto-gc", "fsmonitor-watchman"),
    ):
        trainee.hook(name)
    return ["commit", "--allow-empty", "-m", "x"]


def hooks_elsewhere(trainee: Any) -> list[str]:
    for name in ("reference-transaction", "post-index-change"):
        trainee.write(f"tools/{name}", trainee.trap.program.read_text())
        (trainee.folder / "tools" / name).chmod(0o755)
    trainee.must("config", "core.hooksPath", str(trainee.folder / "tools"))
    return ["update-ref", "refs/heads/x", "HEAD"]


def signing(trainee: Any) -> list[str]:
    trainee.must("config", "gpg.program", str(trainee.trap.program))
    trainee.must("config", "commit.gpgSign", "true")
    trainee.must("config", "tag.gpgSign", "true")
    trainee.must("config", "user.signingKey", "me")
    return ["commit", "--allow-empty", "-m", "x"]


def ssh_command(trainee: Any) -> list[str]:
    trainee.must("config", "core.sshCommand", str(trainee.trap.program))
    trainee.must("remote", "add", "origin", "ssh://example.invalid/x")
    return ["fetch", "origin"]


def lazy_fetch(trainee: Any) -> list[str]:
    """A partial clone lacks an object: git asks the remote for it, by a program of the remote's choice."""
    ssh_command(trainee)
    for name, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("protocol.allow", "always"),
    ):
        trainee.must("config", name, value)
    blob = trainee.must("rev-parse", "HEAD:sms.py")
    (trainee.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    return ["cat-file", "-p", blob]


def alias_of_a_command(trainee: Any) -> list[str]:
    trainee.must("config", "alias.st", f"!{trainee.trap.program}")
    return ["st"]


def included_settings(trainee: Any) -> list[str]:
    trainee.write("evil.cfg", f"[core]\n\tfsmonitor = {trainee.trap.program}\n")
    trainee.must("config", "include.path", "../evil.cfg")
    return ["status"]


def worktree_settings(trainee: Any) -> list[str]:
    trainee.must("config", "core.repositoryFormatVersion", "1")
    trainee.must("config", "extensions.worktreeConfig", "true")
    trainee.write(".git/config.worktree", f"[core]\n\tfsmonitor = {trainee.trap.program}\n")
    return ["status"]


def editor_and_pager(trainee: Any) -> list[str]:
    for name in ("core.editor", "core.pager", "sequence.editor", "core.askPass", "credential.helper"):
        trainee.must("config", name, str(trainee.trap.program))
    return ["commit", "--allow-empty"]


def nested_repository(trainee: Any) -> list[str]:
    """The second `add` of an outer repository asks the nested one for its status, under its own settings."""
    trainee.must("init", "-q", "nested")
    trainee.write("nested/code.py", "x = 1\n")
    trainee.must("add", "-A", inside="nested")
    trainee.must("commit", "-q", "-m", "n", inside="nested")
    trainee.must("config", "core.fsmonitor", str(trainee.trap.program), inside="nested")
    trainee.must("config", "filter.evil.clean", str(trainee.trap.program), inside="nested")
    trainee.write("nested/.git/info/attributes", "* filter=evil\n")
    trainee.must("add", "-A")
    trainee.write("nested/code.py", "x = 2\n")
    return ["status"]


def embedded_bare_repository(trainee: Any) -> list[str]:
    trainee.must("init", "-q", "--bare", "docs")
    trainee.must("config", "core.fsmonitor", str(trainee.trap.program), inside="docs")
    trainee.must("config", "core.bare", "false", inside="docs")
    trainee.must("config", "core.worktree", str(trainee.folder), inside="docs")
    return ["-C", "docs", "status"]


ARMED: list[Arm] = [
    *(
        fsmonitor,
        external_diff,
        textconv,
        clean_filter,
        filter_process,
        smudge_filter,
        hooks,
        hooks_elsewhere,
    ),
    *(signing, ssh_command, lazy_fetch, alias_of_a_command, included_settings, worktree_settings),
    *(editor_and_pager, nested_repository, embedded_bare_repository),
]


@pytest.mark.parametrize("arm", ARMED, ids=lambda arm: arm.__name__)
def test_what_a_repository_configures_is_never_run(arm: Arm, trainee: Any, grade: Grade) -> None:
    walks_into_it = arm(trainee)
    trainee.git(*walks_into_it)
    assert trainee.trap.ran(), "the trap is not armed: plain git does not walk into it"
    trainee.trap.rearm()

    seen = grade(trainee.folder)

    assert not trainee.trap.ran(), trainee.trap.record.read_text()
    assert [("sms.py" in snapshot.files) for snapshot in seen.folder] == [True, True]
    assert "between.py" in seen.folder[1].files


@pytest.mark.parametrize(
    "arm", [fsmonitor, clean_filter, hooks, signing, nested_repository], ids=lambda arm: arm.__name__
)
def test_the_commit_for_people_is_made_all_the_same(arm: Arm, trainee: Any, grade: Grade) -> None:
    arm(trainee)
    seen = grade(trainee.folder)
    assert seen.refused == []
    assert seen.history[-1].files == seen.folder[1].files
