"""Each wall against every probe: as whoever runs the tests, and as an ordinary user."""

import json
import tempfile
from pathlib import Path

import pytest
from kata.sandbox import ladder, probe_outside

RUNGS = [rung for rung in ladder.RUNGS if rung.name != "seatbelt"]
PROVE = """
import json
from kata.sandbox import ladder, probe_outside
(rung,) = (each for each in ladder.RUNGS if each.name == {name!r})
print(json.dumps([rung.problem(), None if rung.problem() else probe_outside.run(rung)]))
"""


def opened(probes):
    return {name for name, held in probes.items() if not held}


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.name)
def test_a_wall_holds_all_that_it_promises(rung):
    if rung.problem():
        pytest.skip(str(rung.problem()))
    probes = probe_outside.run(rung)
    assert len(probes) == 35
    assert opened(probes) <= rung.leaves_open


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.name)
def test_it_holds_for_an_ordinary_user_too(rung, as_ordinary_user):
    problem, probes = json.loads(as_ordinary_user(PROVE.format(name=rung.name)))
    if problem:
        pytest.skip(problem)
    assert opened(probes) <= rung.leaves_open


def test_the_weakest_rung_really_lets_a_stranger_change_what_its_user_owns(as_ordinary_user):
    _, probes = json.loads(as_ordinary_user(PROVE.format(name="accident-only")))
    assert {"limits-of-others", "turns-of-others", "marks-of-files", "queues", "watches"} <= opened(probes)


def test_the_weakest_rung_really_lets_a_stranger_read_and_reach_out():
    (weakest,) = (rung for rung in RUNGS if rung.name == "accident-only")
    assert {"hidden-files", "tcp", "udp", "write-outside"} <= opened(probe_outside.run(weakest))


@pytest.fixture
def far(monkeypatch):
    """The folder for temporary files has a name too long for the address of a socket."""
    with tempfile.TemporaryDirectory() as folder:
        far = Path(folder) / ("a" * 100)
        far.mkdir()
        for each in (far, far.parent):
            each.chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", str(far))
        yield far
        monkeypatch.undo()


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.name)
def test_a_long_name_of_the_folder_for_temporary_files_changes_nothing(rung, far):
    if rung.problem():
        pytest.skip(str(rung.problem()))
    assert opened(probe_outside.run(rung)) <= rung.leaves_open
    assert not list(far.iterdir())


def test_behind_the_weakest_rung_a_stranger_reaches_the_socket_of_a_path_of_any_length(far):
    (weakest,) = (rung for rung in RUNGS if rung.name == "accident-only")
    assert "path-socket" in opened(probe_outside.run(weakest))
