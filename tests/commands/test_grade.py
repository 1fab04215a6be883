from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import kata.grader.grade as grader
import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import Kata, Said

PACK = str(Path(__file__).parent / "pack")
Do = Callable[[int], None]
Git = Callable[..., str]

pytestmark = pytest.mark.usefixtures("graded_once")


def sources(document: dict[str, list[dict[str, str]]]) -> list[str]:
    return [state["source"] for state in document["states"]]


@pytest.fixture
def played(kata: Kata, workspace: Path, do: Do) -> Path:
    """A workspace with stage 1 closed and stage 2 done, not handed in."""
    do(1)
    assert kata("next").code == 0
    do(2)
    return workspace


def grade(kata: Kata, repository: Path, *more: str) -> Said:
    return kata("grade", str(repository), "--pack", PACK, "--allow-weak-sandbox", "--format", "json", *more)


def test_a_sitting_of_this_machine_is_graded_on_what_the_grader_kept(kata: Kata, played: Path) -> None:
    said = grade(kata, played)
    document = said.document
    assert (said.code, said.err) == (0, "")
    assert (document["schema"], document["passed"]) == ("kata/grade/v1", True)
    assert sources(document) == ["kata", "kept", "work tree"]
    assert [report["stage"] for report in document["reports"]] == [1, 2]


def test_a_clone_is_graded_by_its_marks_which_are_only_claims(
    kata: Kata, played: Path, tmp_path: Path, git: Git
) -> None:
    kata("next")
    git("clone", "-q", str(played), str(tmp_path / "clone"))
    said = grade(kata, tmp_path / "clone")
    assert said.code == 0
    assert sources(said.document) == ["kata", "claimed", "claimed"]
    assert (
        "Stage 1 comes from the trainee's repository; it could have been changed afterwards."
        in said.document["reports"][1]["notes"]
    )


def test_people_are_told_which_states_are_claims(kata: Kata, played: Path, tmp_path: Path, git: Git) -> None:
    git("clone", "-q", str(played), str(tmp_path / "clone"))
    said = kata("grade", str(tmp_path / "clone"), "--pack", PACK, "--allow-weak-sandbox")
    assert "the start: from the kata itself" in said.out
    assert "stage 1: claimed by the trainee (refs/tags/kata/stage-1)" in said.out


def test_what_the_sandbox_does_not_guard_is_told_once_and_after_all_stages(kata: Kata, played: Path) -> None:
    said = kata("grade", str(played), "--pack", PACK, "--allow-weak-sandbox")
    assert said.out.count("Sandbox") == 3  # a line for each of the two stages, and the end
    assert said.out.count("not guarded:") == 1
    assert "stages 1, 2" in said.out[said.out.rindex("Sandbox") :]


def test_a_mark_moved_after_closing_does_not_change_what_the_grader_kept(
    kata: Kata, played: Path, git: Git
) -> None:
    git("commit", "-q", "-a", "--allow-empty", "-m", "later")
    git("tag", "-f", "kata/stage-1")
    assert sources(grade(kata, played).document)[1] == "kept"


def test_refs_stand_in_for_missing_marks(kata: Kata, played: Path, tmp_path: Path, git: Git) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    git("clone", "-q", "--no-tags", str(played), str(tmp_path / "clone"))
    said = grade(kata, tmp_path / "clone", "--stage", "1=HEAD~2", "--stage", "2=HEAD")
    assert said.code == 0
    assert [state["ref"] for state in said.document["states"]] == ["", "HEAD~2", "HEAD"]


def test_without_marks_what_commits_say_is_a_claim(
    kata: Kata, played: Path, tmp_path: Path, git: Git
) -> None:
    kata("next")
    git("clone", "-q", "--no-tags", str(played), str(tmp_path / "clone"))
    said = grade(kata, tmp_path / "clone")
    assert (said.code, sources(said.document)) == (0, ["kata", "claimed", "claimed"])
    first, second = said.document["states"][1:]
    assert git("rev-parse", "kata/stage-1^{commit}") == first["ref"]
    assert git("rev-parse", "kata/stage-2^{commit}") == second["ref"]
    assert (
        "Stage 1 comes from the trainee's repository; it could have been changed afterwards."
        in said.document["reports"][1]["notes"]
    )
    told = kata("grade", str(tmp_path / "clone"), "--pack", PACK, "--allow-weak-sandbox")
    assert f"by the message of commit {first['ref'][:10]}" in " ".join(told.out.split())


def test_a_history_that_says_nothing_is_graded_by_its_last_state_alone(
    kata: Kata, played: Path, tmp_path: Path, git: Git
) -> None:
    git("checkout", "-q", "--orphan", "squashed")
    git("add", "-A")
    git("commit", "-q", "-m", "all of it")
    for more in ((), ("--bare",)):
        copy = clone(git, played, tmp_path / f"copy{len(more)}", "--no-tags", "-b", "squashed", *more)
        said = grade(kata, copy)
        assert said.code == 3, "not decided, and nothing failed"
        assert sources(said.document)[:2] == ["kata", "missing"]
        [report] = said.document["reports"]
        assert (report["stage"], report["passed"], report["verdict"], report["counted"]) == (
            2,
            False,
            None,
            False,
        )
        assert "What closed stage 1 was not handed over" in report["notes"][-1]
        undecided = {check["id"] for check in report["checks"] if check["outcome"] == "could-not-run"}
        assert undecided == {"clients.unchanged", "open-closed.unmodified"} & {
            check["id"] for check in report["checks"]
        }


def test_a_state_alone_may_be_named_where_its_brief_is_gone(kata: Kata, played: Path, tmp_path: Path) -> None:
    shutil.copytree(played, tmp_path / "plain", ignore=shutil.ignore_patterns(".git", "BRIEF.md"))
    said = grade(kata, tmp_path / "plain")
    assert (said.code, "--stage N=." in said.err) == (2, True)
    said = grade(kata, tmp_path / "plain", "--stage", "2=.")
    assert [report["stage"] for report in said.document["reports"]] == [2]


def test_what_is_wrong_is_wrong_alone_as_well(kata: Kata, played: Path, tmp_path: Path) -> None:
    shutil.copytree(played, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    (tmp_path / "plain" / "tea" / "__init__.py").write_text("")
    assert grade(kata, tmp_path / "plain").code == 1


def test_a_larger_repository_is_refused_and_the_folder_named_that_is_a_workspace(
    kata: Kata, workspace: Path, do: Do, tmp_path: Path, git: Git
) -> None:
    do(1)
    above = tmp_path / "above"
    shutil.copytree(workspace, above / "course" / "tea", ignore=shutil.ignore_patterns(".git"))
    (above / "README.md").write_text("All my work.\n")
    git("init", "-q", str(above))
    git("-C", str(above), "add", "-A")
    git("-C", str(above), "commit", "-q", "-m", "all")
    for more in ((), ("--stage", "1=HEAD"), ("--stage", "1=.")):
        said = grade(kata, above, *more)
        assert said.code == 2, more
        assert "course/tea" in said.err or not more


def test_addresses_are_told_whole_and_how_to_fetch_them(kata: Kata, workspace: Path, do: Do) -> None:
    for address in ("https://example.org/a/b.git", "ssh://git@example.org/a", "git@example.org:a/b.git"):
        said = kata("grade", address, "--pack", PACK)
        assert said.code == 2
        assert f"git clone {address})" in said.err
    do(1)
    said = kata("grade", f"file://{workspace}", "--pack", PACK, "--allow-weak-sandbox", "--format", "json")
    assert said.code == 0


def test_a_file_with_a_second_name_is_told_with_the_remedy(kata: Kata, played: Path, tmp_path: Path) -> None:
    os.link(played / "clients" / "guest.py", tmp_path / "second")
    for command in (("next",), ("check",), ("grade", str(played), "--pack", PACK, "--allow-weak-sandbox")):
        said = kata(*command)
        assert said.code == 4
        assert "clients/guest.py has a second name elsewhere (a hard link)" in said.err
        assert "Replace it by a copy" in said.err
    assert kata("status", "--format", "json").document["attempts"] == 0


def test_a_folder_without_git_is_graded_as_the_first_stage(
    kata: Kata, workspace: Path, do: Do, tmp_path: Path
) -> None:
    do(1)
    shutil.copytree(workspace, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    said = grade(kata, tmp_path / "plain")
    assert said.code == 0
    assert sources(said.document) == ["kata", "work tree"]


def test_a_failing_stage_gives_exit_code_1(kata: Kata, workspace: Path) -> None:
    assert grade(kata, workspace).code == 1


def test_what_is_no_repository_is_told(kata: Kata, tmp_path: Path) -> None:
    assert grade(kata, tmp_path / "nowhere").code == 2
    assert grade(kata, tmp_path).code == 2


def test_a_stage_that_is_no_pair_is_told(kata: Kata, workspace: Path) -> None:
    for wrong in ("1", "x=HEAD", "1=", "9=HEAD"):
        said = grade(kata, workspace, "--stage", wrong)
        assert said.code == 2
        assert f"--stage {wrong.partition('=')[0]}" in said.err


def test_an_unknown_ref_is_told(kata: Kata, workspace: Path) -> None:
    said = grade(kata, workspace, "--stage", "1=no-such-branch")
    assert said.code == 4
    assert "no-such-branch" in said.err


def test_an_unknown_sandbox_is_told(kata: Kata, workspace: Path) -> None:
    said = grade(kata, workspace, "--require-sandbox", "castle")
    assert said.code == 2
    assert "castle" in said.err


def clone(git: Git, played: Path, folder: Path, *more: str) -> Path:
    git("clone", "-q", *more, f"file://{played}", str(folder))
    return folder


def test_a_verdict_on_a_claimed_baseline_does_not_count(
    kata: Kata, played: Path, tmp_path: Path, git: Git
) -> None:
    kata("next")
    kept = grade(kata, played).document["reports"]
    claimed = grade(kata, clone(git, played, tmp_path / "clone")).document["reports"]
    assert kept[1]["counted"] == kept[0]["counted"] == claimed[0]["counted"]
    assert claimed[1]["counted"] is False


def test_a_rewritten_history_changes_nothing_of_what_the_grader_kept(
    kata: Kata, played: Path, git: Git
) -> None:
    (played / "clients" / "guest.py").write_text("cheat = 1\n")
    git("tag", "-d", "kata/stage-1")
    git("checkout", "-q", "--orphan", "fresh")
    git("add", "-A")
    git("commit", "-q", "-m", "all at once")
    git("tag", "kata/stage-1")
    said = grade(kata, played)
    assert sources(said.document) == ["kata", "kept", "work tree"]
    assert said.document["reports"][1]["verdict"] == "violated"


@pytest.mark.parametrize("more", [("--bare",), ()])
def test_a_clone_bare_or_with_a_detached_head_is_graded_by_its_marks(
    kata: Kata, played: Path, tmp_path: Path, git: Git, more: tuple[str, ...]
) -> None:
    copy = clone(git, played, tmp_path / "copy", *more)
    if not more:
        git("-C", str(copy), "checkout", "-q", "--detach", "HEAD~1")
    assert sources(grade(kata, copy).document)[:2] == ["kata", "claimed"]


def test_stages_may_be_named_in_any_order_and_once(kata: Kata, played: Path, git: Git) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    said = grade(kata, played, "--stage", "2=HEAD", "--stage", "1=HEAD~2")
    assert (said.code, len(said.document["reports"])) == (0, 2)
    twice = grade(kata, played, "--stage", "1=HEAD", "--stage", "1=HEAD~1")
    assert (twice.code, "named twice" in twice.err) == (2, True)


def test_a_stage_without_those_before_it_asks_for_them(
    kata: Kata, played: Path, tmp_path: Path, git: Git
) -> None:
    said = grade(kata, clone(git, played, tmp_path / "plain", "--no-tags"), "--stage", "2=HEAD")
    assert said.code == 2
    assert "which state closed stage 1" in said.err


def test_a_shallow_clone_says_how_to_fetch_the_rest(
    kata: Kata, played: Path, tmp_path: Path, git: Git
) -> None:
    shallow = clone(git, played, tmp_path / "shallow", "--depth", "1", "--no-tags")
    said = grade(kata, shallow)
    assert said.code == 2
    assert "git fetch --unshallow --tags" in said.err
    said = grade(kata, shallow, "--stage", "1=HEAD~1")
    assert said.code == 4
    assert "Fetch or clone it whole" in said.err
    said = grade(kata, shallow, "--stage", "1=HEAD~2")
    assert said.code == 4
    assert "git fetch --unshallow --tags" in said.err


def test_a_folder_inside_a_repository_says_how_to_make_it_one(
    kata: Kata, workspace: Path, do: Do, tmp_path: Path, git: Git
) -> None:
    do(1)
    above = tmp_path / "above"
    shutil.copytree(workspace, above / "sub", ignore=shutil.ignore_patterns(".git"))
    git("init", "-q", str(above))
    assert grade(kata, above / "sub").code == 0, "its files as they are can be graded all the same"
    said = grade(kata, above / "sub", "--stage", "1=HEAD")
    assert said.code == 4
    assert f"inside the repository {above}" in said.err


def test_a_submodule_is_told(kata: Kata, played: Path, tmp_path: Path, git: Git) -> None:
    git("init", "-q", str(tmp_path / "above"))
    protocol = ("-c", "protocol.file.allow=always")
    git("-C", str(tmp_path / "above"), *protocol, "submodule", "add", "-q", str(played), "sub")
    for more in ((), ("--stage", "1=HEAD")):
        said = grade(kata, tmp_path / "above" / "sub", *more)
        assert said.code == (4 if more else 2)
        assert "points to a repository elsewhere" in said.err


def test_a_branch_that_is_not_born_is_graded_by_the_files(
    kata: Kata, workspace: Path, do: Do, tmp_path: Path, git: Git
) -> None:
    do(1)
    shutil.copytree(workspace, tmp_path / "fresh", ignore=shutil.ignore_patterns(".git"))
    git("init", "-q", str(tmp_path / "fresh"))
    assert sources(grade(kata, tmp_path / "fresh").document) == ["kata", "work tree"]
    assert grade(kata, tmp_path / "fresh", "--stage", "1=HEAD").code == 4


def test_the_document_goes_to_the_file_that_is_named(kata: Kata, played: Path, tmp_path: Path) -> None:
    said = grade(kata, played, "--output", str(tmp_path / "grade.json"))
    assert said.out == ""
    assert '"kata/grade/v1"' in (tmp_path / "grade.json").read_text()


def test_a_file_without_a_format_becomes_a_page(kata: Kata, played: Path, tmp_path: Path) -> None:
    page = tmp_path / "grade.html"
    kata("grade", str(played), "--pack", PACK, "--allow-weak-sandbox", "--output", str(page))
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_a_page_has_the_parts_of_the_book_that_its_findings_send_to(
    kata: Kata, workspace: Path, tmp_path: Path
) -> None:
    page = tmp_path / "grade.html"
    kata("grade", str(workspace), "--pack", PACK, "--allow-weak-sandbox", "--output", str(page))
    assert 'href="#book-pouring-' in page.read_text()
    assert 'id="book-pouring-' in page.read_text()


@pytest.mark.parametrize("command", ["grade", "review"])
@pytest.mark.parametrize(
    ("asked", "named"),
    [(("--format", "papyrus"), "junit"), (("--output", "/no/such/folder/a.html"), "folder")],
)
def test_what_could_not_be_written_is_told_before_anything_is_graded(
    kata: Kata, tmp_path: Path, command: str, asked: tuple[str, str], named: str
) -> None:
    said = kata(command, str(tmp_path / "nowhere"), "--pack", PACK, "--allow-weak-sandbox", *asked)
    assert said.code == 2
    assert named in said.err and "nowhere" not in said.err


@pytest.fixture
def gradings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The stages that were really graded, in order."""
    done: list[int] = []
    real = grader.grade

    def counting(kata, number, *rest, **more):
        done.append(number)
        return real(kata, number, *rest, **more)

    monkeypatch.setattr(grader, "grade", counting)
    return done


def test_what_was_graded_before_is_shown_at_once(kata: Kata, played: Path, gradings: list[int]) -> None:
    first = grade(kata, played)
    assert gradings == [1, 2]
    again = grade(kata, played)
    assert gradings == [1, 2]
    assert (first.document["kept"], again.document["kept"]) == ([], [1, 2])
    assert again.document["reports"] == first.document["reports"]
    assert "--again" in again.err
    assert "not graded again" in kata("grade", str(played), "--pack", PACK, "--allow-weak-sandbox").out
    grade(kata, played, "--again")
    assert gradings == [1, 2, 1, 2]


def test_a_change_of_the_files_or_of_the_kata_is_graded(
    kata: Kata, played: Path, tmp_path: Path, gradings: list[int]
) -> None:
    grade(kata, played)
    (played / "tea" / "sugar.py").write_bytes((played / "tea" / "sugar.py").read_bytes() + b"\n")
    grade(kata, played)
    assert gradings == [1, 2, 2]
    shutil.copytree(PACK, tmp_path / "pack")
    named = ("--pack", str(tmp_path / "pack"), "--allow-weak-sandbox", "--format", "json")
    kata("grade", str(played), *named)
    assert gradings == [1, 2, 2], "the same kata in another place"
    test = tmp_path / "pack" / "stages" / "tea" / "1_pour" / "tests" / "test_pour.py"
    test.write_text(test.read_text() + "\n")
    kata("grade", str(played), *named)
    assert gradings == [1, 2, 2, 1, 2]


def test_several_stages_end_in_a_line_of_totals(kata: Kata, played: Path) -> None:
    said = kata("grade", str(played), "--pack", PACK, "--allow-weak-sandbox")
    assert "In all: 2 of 2 stages passed, 100 of 100 points" in said.out


@pytest.mark.parametrize("form", ["zip", "gztar", "bundle"])
def test_a_workspace_is_handed_over_in_one_file(
    kata: Kata, played: Path, tmp_path: Path, git: Git, form: str
) -> None:
    kata("next")
    if form == "bundle":
        archive = tmp_path / "anna.bundle"
        git("bundle", "create", "-q", str(archive), "--all", "HEAD")
    else:
        archive = Path(shutil.make_archive(str(tmp_path / "anna"), form, tmp_path, "tea"))
    said = grade(kata, archive)
    assert (said.code, sources(said.document)) == (0, ["kata", "claimed", "claimed"])
    row = kata("grade", str(archive), "--pack", PACK, "--allow-weak-sandbox", "--format", "csv").out
    assert ",anna," in row


def test_a_zip_of_the_files_alone_is_graded_and_says_what_is_missing(
    kata: Kata, played: Path, tmp_path: Path
) -> None:
    shutil.copytree(played, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    said = grade(kata, Path(shutil.make_archive(str(tmp_path / "anna"), "zip", tmp_path / "plain")))
    assert (said.code, sources(said.document)) == (3, ["kata", "missing", "work tree"])
    assert "not handed over" in said.document["reports"][0]["notes"][-1]
