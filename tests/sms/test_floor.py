"""The floor of `benchmarks/speed.py` runs the hidden tests as they are: a right design passes, the starter does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kata.content.designs import state
from kata.content.pack import HOME, Pack

FLOOR = HOME / "benchmarks" / "floor.py"


def run(files, tmp_path, *tests):
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    kata = Pack(HOME).kata("sms")
    folder = Path(kata.stages[0].tests)
    return subprocess.run(
        [sys.executable, FLOOR, str(kata.support), "1", *(str(folder / name) for name in tests)],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
    ).returncode


def test_a_right_design_passes(tmp_path):
    pack = Pack(HOME)
    design = next(each for each in pack.designs("sms") if each.name == "composition")
    assert run(state(pack.kata("sms"), design, 1), tmp_path, "test_login.py") == pytest.ExitCode.OK


def test_the_starter_does_not(tmp_path):
    assert run(Pack(HOME).kata("sms").starter, tmp_path, "test_login.py") == pytest.ExitCode.TESTS_FAILED
