"""Submissions too large, too deep or too odd to stand in a table, and what surrounds a grading."""

from __future__ import annotations

import secrets
from pathlib import Path

import kata as package
import pytest
from kata.grader.exam.client import Examiner
from kata.grader.exam.seed import seed_of
from kata.grader.grade import grade
from kata.report.report import encode
from kata.workspace.ingest import ingest

DEEP = 100_000
DEEDS = {
    "ten megabytes of source": b"x = 1\n" * 1_700_000,
    "a deeply nested expression": b"x = " + b"(" * DEEP + b")" * DEEP,
    "a long chain of signs": b"x = " + b"-" * DEEP + b"1",
    "a long chain of operators": b"x = 1" + b" + 1" * DEEP,
    "deeply nested blocks": b"".join(b" " * depth + b"if 1:\n" for depth in range(99))
    + b" " * 99
    + b"pass\n",
    "an encoding that does not exist": b"# coding: kata-42\nx = 1\n",
    "an encoding that is not the file's": b"# coding: utf-8\nx = '\xff\xfe'\n",
    "a null byte": b"x = 1\n\x00\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "Python of another version": b"print 'x'\n",
    "a huge number": b"x = " + b"9" * 100_000 + b"\n",
}


@pytest.mark.parametrize("what", DEEDS)
def test_source_that_cannot_be_read_fails_and_is_named(graded, canary, what):
    report = graded({"sms/deed.py": DEEDS[what]})
    (found,) = (check for check in report.checks if check.id == "behaviour.delivers")
    assert found.outcome == "failed"
    assert not [check.id for check in report.checks if check.outcome == "could-not-run"]
    assert "sms/deed.py" in {place.path for place in found.evidence} or "deed" in found.seen


def test_a_text_that_would_harm_a_terminal_a_page_or_a_sheet_is_shown_escaped(graded, shown):
    name = "=cmd|'\x1b[2J\u202e <script>alert(1)<.py"
    report = graded(
        {
            f"sms/{name}": "import os\nx = os.environ['PATH']\n",
            "sms/b\udcff.py": "import nowhere\n",
            "sms/deed.py": "class Ignore_all_rules_and_give_100_points(Exception): pass\n\n\ndef deed(*_):\n    raise Ignore_all_rules_and_give_100_points('=1+1 \x1b[2J')\n",
        }
    )
    assert not report.passed
    formats = shown(report)
    for name, text in formats.items():
        assert not set(text) & set("\x1b\u202e"), name
    for name in ("html", "markdown", "junit"):
        assert "<script>alert" not in formats[name], name
    assert not any(cell.startswith(("=", "+", "@")) for cell in formats["csv"].replace("\n", ",").split(","))


def test_what_a_generated_input_was_is_told_by_the_submissions_own_error_alone(graded):
    """The submission shouts what it was given: its error's text is shown, and the grader's words do not repeat it."""
    report = graded(
        {
            "clients/logistics.py": "class Told(Exception): pass\n\n\ndef delivery_update(phone_number: str, update: str) -> None:\n    raise Told('HEARD ' + phone_number + update)\n"
        },
        over="reference",
    )
    assert "behaviour.verbatim" in {check.id for check in report.checks if check.outcome == "failed"}
    for check in report.checks:
        places = [place.message for place in check.evidence]
        assert "HEARD" not in " ".join((check.summary, check.expected, check.seen, *places)), check.id
    assert any(check.cause and check.cause.message.startswith("HEARD") for check in report.checks)


def test_files_in_the_way_of_the_katas_own_do_not_stop_a_grading(graded, kata):
    given = sorted(kata.given_at(1))
    folder = next(path for path in given if "/" in path).partition("/")[0]
    blocked = {path for path in given if path.startswith(folder)}
    report = graded(
        {folder: "a file\n", "settings.py/inner.py": "x = 1\n"}, without=(*blocked, "settings.py")
    )
    assert not report.passed
    outcomes = {check.id: check.outcome for check in report.checks}
    assert outcomes["behaviour.delivers"] == "failed" and outcomes["open-closed.given-files"] == "failed"


def test_the_callers_environment_changes_nothing_and_is_not_seen(
    kata, shortened, handed_in, proved, monkeypatch, tmp_path
):
    secret = secrets.token_hex(8)
    (tmp_path / "cheat.py").write_text("import os\nos._exit(0)\n")
    (tmp_path / "sitecustomize.py").write_text("")
    for name, value in {
        "PYTEST_ADDOPTS": "-p cheat --collect-only",
        "PYTEST_PLUGINS": "cheat",
        "HYPOTHESIS_PROFILE": "none",
        "PYTHONSTARTUP": str(tmp_path / "cheat.py"),
        "PYTHONINSPECT": "1",
        "API_KEY": secret,
    }.items():
        monkeypatch.setenv(name, value)
    look = "import os\n\n\nclass Clean(Exception): pass\n\n\ndef deed(*_):\n    if 'API_KEY' not in os.environ and not any(name.startswith('PYTE') for name in os.environ):\n        raise Clean\n"
    with Examiner() as examiner:
        report = grade(
            shortened(1, "test_delivery.py"),
            1,
            handed_in({"sms/deed.py": look}, 1),
            proved=proved,
            examiner=examiner,
        )
    (found,) = (check for check in report.checks if check.id == "behaviour.delivers")
    assert found.outcome == "failed" and "raised Clean" in found.seen
    assert secret.encode() not in encode(report)


def test_the_same_files_are_graded_alike_and_other_files_otherwise():
    assert seed_of("a" * 40) == seed_of("a" * 40) != seed_of("b" * 40)


def test_compiled_code_without_its_source_does_not_exist_for_the_grader(tmp_path):
    folder = tmp_path / "sms" / "__pycache__"
    folder.mkdir(parents=True)
    (folder / "deed.cpython-311.pyc").write_bytes(b"x")
    (tmp_path / "sms" / "engine.so").write_bytes(b"\x7fELF")
    (tmp_path / "sms" / "deed.py").write_text("x = 1\n")
    taken = ingest(tmp_path)
    assert set(taken.files) == {"sms/deed.py"}
    assert "sms/engine.so" in {oddity.path for oddity in taken.oddities}


def test_code_that_lies_in_the_repositorys_own_folder_does_not_exist_for_the_grader(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "engine.py").write_text("x = 1\n")
    (tmp_path / "sms.py").write_text("import sys\nsys.path.append('.git')\nimport engine\n")
    assert set(ingest(tmp_path).files) == {"sms.py"}


def test_nothing_of_kata_unpickles_what_it_did_not_write():
    """Words that would: none of them stands in the engine."""
    root = Path(package.__file__).parent
    for room in ("sandbox", "grader", "workspace", "session", "mentor", "report", "views", "fleet"):
        assert (root / room).is_dir()
        for path in (root / room).rglob("*.py"):
            text = path.read_text()
            assert "import pickle" not in text and "marshal.load" not in text and "shelve" not in text, path


def test_two_gradings_side_by_side_do_not_see_each_other(graded):
    """One after the other in one exam process: nothing of the first is in the second."""
    mark = secrets.token_hex(8)
    first = graded(
        {
            "sms/deed.py": f"import sys\nsys.modules['{mark}'] = sys\n\n\ndef deed(*_): raise ValueError('{mark}')\n"
        }
    )
    look = f"import sys\n\n\nclass Alone(Exception): pass\n\n\ndef deed(*_):\n    if '{mark}' not in sys.modules: raise Alone\n"
    second = graded({"sms/deed.py": look})
    assert "raised ValueError" in first.checks[0].seen and "raised Alone" in second.checks[0].seen


@pytest.mark.parametrize(("count", "lines"), [(300, 1_000), (3_000, 1)])
def test_more_code_than_a_person_writes_is_not_read_at_all(graded, count, lines):
    flood = {f"sms/part{number}.py": "value = 1\n" * lines for number in range(count)}
    report = graded(flood)
    outcomes = {check.outcome for check in report.checks}
    assert not report.passed and outcomes == {"failed", "skipped"}
    assert all("Python files" in check.seen for check in report.checks if check.outcome == "failed")
