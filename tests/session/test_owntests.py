from __future__ import annotations

from pathlib import Path

import pytest
from kata.session.owntests import OUTPUT_MAX_BYTES, run_own_tests


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    return tmp_path


def write(workspace: Path, body: str) -> None:
    (workspace / "tests" / "test_mine.py").write_text(body)


def test_tests_that_pass(workspace: Path) -> None:
    write(workspace, "def test_it():\n    assert True\n")
    assert run_own_tests(workspace, "tests/").outcome == "passed"


def test_tests_that_fail_come_with_their_output(workspace: Path) -> None:
    write(workspace, "def test_it():\n    assert 1 == 2\n")
    own = run_own_tests(workspace, "tests/")
    assert own.outcome == "failed"
    assert "assert 1 == 2" in own.output


def test_no_tests_at_all(workspace: Path) -> None:
    assert run_own_tests(workspace, "tests/").outcome == "none"
    write(workspace, "x = 1\n")
    assert run_own_tests(workspace, "tests/").outcome == "none"


def test_tests_may_import_the_workspace(workspace: Path) -> None:
    (workspace / "shop.py").write_text("price = 3\n")
    write(workspace, "from shop import price\n\n\ndef test_it():\n    assert price == 3\n")
    assert run_own_tests(workspace, "tests/").outcome == "passed"


def test_tests_that_hang_are_stopped_with_all_they_started(workspace: Path) -> None:
    write(
        workspace,
        "import subprocess\n\n\ndef test_it():\n    subprocess.Popen(['sleep', '1000'])\n    while True:\n        pass\n",
    )
    own = run_own_tests(workspace, "tests/", limit=2.0)
    assert own.outcome == "failed"
    assert "did not end within 2 s" in own.summary


def test_endless_output_is_cut_to_its_end(workspace: Path) -> None:
    write(workspace, "def test_it():\n    print('x' * 300_000)\n    assert False, 'the end'\n")
    own = run_own_tests(workspace, "tests/")
    assert len(own.output) < OUTPUT_MAX_BYTES + 100
    assert own.output.startswith("… (only the last 64 KB)")
    assert "the end" in own.output


def test_nothing_is_left_in_the_workspace(workspace: Path) -> None:
    write(workspace, "def test_it():\n    pass\n")
    before = sorted(workspace.rglob("*"))
    run_own_tests(workspace, "tests/")
    assert sorted(workspace.rglob("*")) == before
