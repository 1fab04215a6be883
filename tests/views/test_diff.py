from kata.report.report import CheckResult, Evidence
from kata.views.diff import FileDiff, diffs
from samples import AFTER, BEFORE, MODIFIED, snapshot


def changed(before: dict[str, str | bytes], after: dict[str, str | bytes]) -> FileDiff:
    (file,) = diffs(snapshot(before), snapshot(after), ())
    return file


def test_files_are_told_as_added_changed_and_removed() -> None:
    before = snapshot({"a.py": "1\n", "b.py": "1\n", "same.py": "1\n"})
    after = snapshot({"b.py": "2\n", "c.py": "1\n", "same.py": "1\n"})
    assert [(file.path, file.status) for file in diffs(before, after, ())] == [
        ("a.py", "removed"),
        ("b.py", "changed"),
        ("c.py", "added"),
    ]


def test_lines_keep_their_numbers() -> None:
    file = changed({"a": "1\n2\n3\n"}, {"a": "1\nx\n3\n"})
    assert [(line.kind, line.old, line.new, line.text) for line in file.lines] == [
        ("same", 1, 1, "1"),
        ("removed", 2, 0, "2"),
        ("added", 0, 2, "x"),
        ("same", 3, 3, "3"),
    ]


def test_far_unchanged_lines_become_a_gap() -> None:
    text = "\n".join(map(str, range(1, 21))) + "\n"
    file = changed({"a": text}, {"a": text.replace("10\n", "ten\n")})
    assert [line.text for line in file.lines if line.kind == "gap"] == [
        "6 unchanged lines",
        "7 unchanged lines",
    ]


def test_a_finding_is_shown_even_far_from_any_change() -> None:
    text = "\n".join(map(str, range(1, 41))) + "\n"
    check = CheckResult(
        id="design.x",
        stage=1,
        group="current",
        outcome="failed",
        summary="s",
        evidence=(Evidence(path="a", line=30),),
    )
    (file,) = diffs(snapshot({"a": text}), snapshot({"a": text.replace("1\n", "one\n", 1)}), (check,))
    (line,) = [line for line in file.lines if line.findings]
    assert line.new == 30
    assert file.findings == 1


def test_findings_stand_at_their_lines() -> None:
    (first,) = [file for file in diffs(BEFORE, AFTER, (MODIFIED,)) if file.path == "mailer/first.py"]
    assert [line.text.strip() for line in first.lines if line.findings] == [
        "TIMEOUT = 9",
        "if reply.status_code in (502, 503):",
    ]


def test_a_passed_check_marks_nothing() -> None:
    check = CheckResult(
        id="x",
        stage=1,
        group="current",
        outcome="passed",
        summary="s",
        evidence=(Evidence(path="a", line=1),),
    )
    (file,) = diffs(snapshot({}), snapshot({"a": "1\n"}), (check,))
    assert file.findings == 0


def test_what_is_no_text_or_too_large_is_named_and_not_shown() -> None:
    assert changed({}, {"a": b"\0\1"}).remark == "not a text, not shown"
    assert changed({}, {"a": b"x" * 300_000}).remark == "larger than 200000 bytes, not shown"
    assert changed({}, {"a": "x\n" * 3_000}).remark == "more than 2000 lines, not shown"


def test_an_empty_new_file_is_told() -> None:
    assert changed({}, {"a": ""}).status == "added"


def test_changed_line_ends_are_not_a_change_of_lines() -> None:
    file = changed({"a": "1\n2\n"}, {"a": "1\r\n2\r\n"})
    assert (file.added, file.remark) == (0, "only line ends differ")
