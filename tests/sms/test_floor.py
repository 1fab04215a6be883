"""The floor of `benchmarks/speed.py` runs the hidden tests as they are: a right design passes, the starter does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kata.content.designs import state
from kata.content.pack import HOME, Pack

FLOOR = HOME / "benchmarks" / "floor.py"


def run(name, number, files, tmp_path, *tests):
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    kata = Pack(HOME).kata(name)
    folder = Path(kata.stage(number).tests)
    return subprocess.run(
        [sys.executable, FLOOR, str(kata.support), str(number), *(str(folder / each) for each in tests)],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.parametrize(
    ("name", "design", "number", "tests"),
    [
        ("sms", "composition", 1, "test_login.py"),
        ("forum", "doors", 1, "test_refusals.py"),  # rows of dictionaries, and a caller that spoils them
        ("forum", "doors", 4, "test_made_forums.py"),  # objects of the test's own that raise
    ],
)
def test_a_right_design_passes(tmp_path, name, design, number, tests):
    pack = Pack(HOME)
    right = next(each for each in pack.designs(name) if each.name == design)
    files = state(pack.kata(name), right, number)
    assert run(name, number, files, tmp_path, tests) == pytest.ExitCode.OK


@pytest.mark.parametrize(("name", "tests"), [("sms", "test_login.py"), ("forum", "test_refusals.py")])
def test_the_starter_does_not(tmp_path, name, tests):
    assert run(name, 1, Pack(HOME).kata(name).starter, tmp_path, tests) == pytest.ExitCode.TESTS_FAILED
