"""The assertions of `benchmarks/peers.py`: all pass a right design, and those on a broken client fail."""

import json
import os
import subprocess
import sys

import pytest
from kata.benchmarks.assertions import ASSERTIONS
from kata.benchmarks.peers import BROKEN, DESIGN
from kata.content.designs import state
from kata.content.pack import HOME, Pack

RUN_ALL = """
import json, sys
from assertions import ASSERTIONS, check
sys.path.insert(0, "")
failed = []
for name in ASSERTIONS:
    try:
        check(name)
    except AssertionError:
        failed.append(name)
print(json.dumps(failed))
"""
PATH, GOOD, BAD = BROKEN


@pytest.mark.parametrize(
    ("bad", "failing"), [(GOOD, []), (BAD, ["delivers_confirm_order", "delivers_confirm_order_by_name"])]
)
def test_what_the_assertions_say_of_a_right_design_and_of_a_broken_one(tmp_path, bad, failing):
    pack = Pack(HOME)
    design = next(each for each in pack.designs("sms") if each.name == DESIGN)
    for path, data in state(pack.kata("sms"), design, 1).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data.replace(GOOD, bad) if path == PATH else data)
    environment = {
        **os.environ,
        "PYTHONPATH": str(HOME / "benchmarks"),
        "ASSERTIONS_RAN": str(tmp_path / "ran"),
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == failing
    assert (tmp_path / "ran").read_text().split() == [*ASSERTIONS]
    assert len(ASSERTIONS) == 30
