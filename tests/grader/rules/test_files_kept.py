"""Nothing removed, no client changed, the kata's own files as given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kata.analysis.states import States
from kata.grader.rules import clients_unchanged, given_files, nothing_removed
from kata.workspace.snapshot import Oddity, Snapshot

SENDER = "shop/sender.py"


def test_an_untouched_workspace_passes_all_three(make_case):
    for rule in (nothing_removed, clients_unchanged, given_files):
        assert rule.judge(make_case()).outcome == "passed"


def test_a_deleted_file_is_named(make_case):
    judgement = nothing_removed.judge(make_case({SENDER: None}))
    assert judgement.outcome == "failed"
    assert "deleted" in judgement.evidence[0].message
    assert judgement.evidence[0].path == SENDER


@pytest.mark.parametrize("extra", ["", "# a comment\n", "\n\nEXTRA = 1\n"])
def test_a_renamed_file_counts_as_removed(make_case, closed, extra):
    judgement = nothing_removed.judge(make_case({SENDER: None, "shop/new.py": closed[SENDER] + extra}))
    assert judgement.outcome == "failed"
    assert "renamed to `shop/new.py`" in judgement.evidence[0].message


def test_a_file_replaced_by_a_package_counts_as_removed(make_case, closed):
    case = make_case({SENDER: None, "shop/sender/__init__.py": closed[SENDER]})
    assert nothing_removed.judge(case).outcome == "failed"


@pytest.mark.parametrize(
    "path", ["shop/sender/__init__.py", "shop/sender.so", "shop/sender.cpython-311-x86_64-linux-gnu.so"]
)
def test_a_file_pushed_aside_counts_as_removed(make_case, path):
    judgement = nothing_removed.judge(make_case({path: "x = 1\n"}))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == path


def test_a_folder_without_an_init_pushes_nothing_aside(make_case):
    assert nothing_removed.judge(make_case({"shop/sender/new.py": "x = 1\n"})).outcome == "passed"


def test_a_file_that_became_a_link_says_so(make_case):
    case = make_case({SENDER: None})
    after = Snapshot(case.after.files, "0" * 40, oddities=(Oddity(SENDER, "it is a symbolic link"),))
    judgement = nothing_removed.judge(replace(case, states=States(case.before, after)))
    assert "symbolic link" in judgement.evidence[0].message


def test_the_root_may_not_be_deleted(make_case):
    assert nothing_removed.judge(make_case({"shop/__init__.py": None})).outcome == "failed"


@pytest.mark.parametrize("path", ["tests/test_mine.py", "notes.md", "README.md", "clients/orders.py"])
def test_free_files_and_files_with_a_rule_of_their_own_may_go(make_case, path):
    assert nothing_removed.judge(make_case({path: None})).outcome == "passed"


@pytest.mark.parametrize("end", ["# c\n", " ", "\r\n"])
def test_a_client_may_not_change_by_one_character(make_case, closed, end):
    judgement = clients_unchanged.judge(make_case({"clients/orders.py": closed["clients/orders.py"] + end}))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "clients/orders.py"


def test_a_client_with_other_line_ends_changed(make_case, closed):
    data = closed["clients/orders.py"].replace("\n", "\r\n")
    assert clients_unchanged.judge(make_case({"clients/orders.py": data})).outcome == "failed"


def test_the_changed_lines_of_a_client_are_shown(make_case, closed):
    data = closed["clients/orders.py"].replace("confirmed", "done")
    (finding,) = clients_unchanged.judge(make_case({"clients/orders.py": data})).evidence
    assert (finding.line, finding.end_line) == (5, 5)
    assert finding.excerpt == "-     sender.send(to, 'confirmed')\n+     sender.send(to, 'done')"


@pytest.mark.parametrize("path", ["clients/orders/__init__.py", "clients.py"])
def test_a_client_pushed_aside_changed(make_case, path):
    assert clients_unchanged.judge(make_case({path: "x = 1\n"})).outcome == "failed"


def test_a_deleted_client_fails(make_case):
    assert clients_unchanged.judge(make_case({"clients/orders.py": None})).outcome == "failed"


@pytest.mark.parametrize("path", ["clients/more.py", "clients/__init__.py"])
def test_new_clients_are_told(make_case, path):
    judgement = clients_unchanged.judge(make_case({path: ""}))
    assert judgement.outcome == "told"
    assert judgement.evidence[0].path == path


@pytest.mark.parametrize("data", [None, "x\n", ""])
def test_a_given_file_that_is_not_as_given_fails(make_case, data):
    judgement = given_files.judge(make_case({"README.md": data}))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "README.md"


def test_a_given_file_with_translated_line_ends_passes(make_case):
    assert given_files.judge(make_case({"README.md": b"How to work here.\r\n"})).outcome == "passed"


def test_a_given_file_pushed_aside_fails(make_case):
    assert given_files.judge(make_case({"settings/__init__.py": "URL = 1\n"})).outcome == "failed"


def test_the_version_of_another_stage_is_told(make_case):
    case = make_case()
    case = replace(case, given={**case.given, "README.md": b"The second stage.\n"})
    assert given_files.judge(case).outcome == "told"


@pytest.mark.parametrize("path", ["clients/README.md", "clients/notes.rst", "clients/.idea/orders.py"])
@pytest.mark.parametrize("change", ["edited", "deleted", "added"])
def test_notes_among_the_clients_are_free(make_case, path, change):
    before = {} if change == "added" else {path: "one\n"}
    after = {path: None if change == "deleted" else "two\n"}
    case = make_case(after, before=before)
    assert clients_unchanged.judge(case).outcome == "passed"
    assert nothing_removed.judge(case).outcome == "passed"


def test_line_ends_alone_are_told_with_the_remedy(make_case, closed):
    converted = closed["clients/orders.py"].replace("\n", "\r\n")
    [evidence] = clients_unchanged.judge(make_case({"clients/orders.py": converted})).evidence
    assert "in its line ends alone: they were LF and are CR LF" in evidence.message
    assert "core.autocrlf false" in evidence.message


@pytest.mark.parametrize(
    ("rule", "path"), [(clients_unchanged, "clients/orders.py"), (given_files, "settings.py")]
)
def test_what_is_there_and_was_not_read_is_not_called_gone(make_case, rule, path):
    case = make_case({path: None})
    link = Oddity(path, "is a link; not followed. Put the file itself there.")
    after = replace(case.after, oddities=(link,))
    [evidence] = rule.judge(replace(case, states=States(case.before, after))).evidence
    assert "is a link; not followed" in evidence.message
