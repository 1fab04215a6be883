"""What a job of the exam process finds in its own process: nothing of another job, and nothing to come."""

import subprocess
import sys

import pytest
from kata.sandbox.protocol import Frames, frame

PROBE = """
import gc, os, random, sys
import msgspec
from kata.grader.exam import process

HELD = []


class Seen(msgspec.Struct, kw_only=True, tag=True):
    seed: str
    drawn: float
    open: list
    held: list
    waiting: str


def probe(job, tell):
    here = {int(name) for name in os.listdir("/proc/self/fd")}
    links = []
    for number in sorted(here):
        try:
            links.append([number, os.readlink(f"/proc/self/fd/{number}")])
        except OSError:
            pass  # the folder that was listed
    texts = [value for each in gc.get_objects() if isinstance(each, dict) for value in list(each.values())]
    held = sorted({text for text in texts if isinstance(text, str) and text.startswith("seed-")})
    held += [text for text in HELD]
    HELD.append(job.seed)
    waiting = os.read(0, 100).decode()
    tell(Seen(seed=job.seed, drawn=random.random(), open=links, held=held, waiting=waiting))


process._load = lambda: None
process.examine = probe
process.main()
"""


def job(seed):
    return {
        "stage": 1,
        "tests": [],
        "tree": "/",
        "packages": "/",
        "content": "/",
        "support": "s",
        "rung": "jail",
        "seed": seed,
        "seams": [],
    }


@pytest.fixture(scope="module")
def seen():
    """What three jobs, sent at once, told of themselves."""
    sent = b"".join(frame(job(f"seed-{number}")) for number in range(3))
    done = subprocess.run([sys.executable, "-c", PROBE], input=sent, capture_output=True, check=True)
    told = list(Frames().feed(done.stdout))
    assert [each["type"] for each in told] == ["Seen", "Done"] * 3, told
    return told[::2]


def test_each_job_is_told_its_own_seed_and_finds_no_other(seen):
    assert [each["seed"] for each in seen] == ["seed-0", "seed-1", "seed-2"]
    assert [each["held"] for each in seen] == [["seed-0"], ["seed-1"], ["seed-2"]]


def test_no_job_draws_what_another_draws(seen):
    assert len({each["drawn"] for each in seen}) == 3


def test_no_job_can_read_those_that_wait(seen):
    assert [each["waiting"] for each in seen] == ["", "", ""]


def test_no_descriptor_is_left_over_from_a_job_before(seen):
    first, second, third = ([tuple(each) for each in told["open"]] for told in seen)
    assert first == second == third
    assert dict(first)[0] == dict(first)[1] == "/dev/null"
    assert len(first) <= 5  # the three of every process, the answers, and one to send output nowhere
