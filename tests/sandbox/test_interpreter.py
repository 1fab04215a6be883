import os
import subprocess
from pathlib import Path

import kata
from kata.sandbox.identity import unprivileged_id
from kata.sandbox.interpreter import Interpreter, locate, without_hidden


def test_it_runs_without_any_installed_package():
    code = "import sys; sys.exit('site' in sys.modules or any('packages' in path for path in sys.path))"
    line = [str(locate().executable), "-I", "-S", "-B", "-c", code]
    assert subprocess.run(line, check=False).returncode == 0


def test_all_that_must_be_visible_exists_and_none_lies_in_another():
    visible = locate().visible
    assert all(path.exists() for path in visible)
    assert not any(a != b and a.is_relative_to(b) for a in visible for b in visible)


def test_kata_and_installed_packages_are_never_in_sight():
    python = locate()
    own = Path(kata.__file__).resolve().parent
    import pytest

    for place in (own, Path(pytest.__file__).resolve().parent):
        seen = any(place.is_relative_to(path) for path in python.visible)
        assert not seen or any(place.is_relative_to(path) for path in python.hidden)


def test_a_wall_that_cannot_cover_gets_only_what_lies_beside_the_hidden(tmp_path):
    for name in ("lib/python3/site-packages/secret", "lib/python3/json", "lib/other"):
        (tmp_path / name).mkdir(parents=True)
    python = Interpreter(
        executable=tmp_path / "python",
        visible=(tmp_path / "lib",),
        links=(),
        hidden=(tmp_path / "lib/python3/site-packages",),
    )
    readable, listable = without_hidden(python)
    assert set(readable) == {tmp_path / "lib/python3/json", tmp_path / "lib/other"}
    assert set(listable) == {tmp_path / "lib", tmp_path / "lib/python3"}


def test_root_becomes_somebody_whom_no_account_names():
    import pwd

    number = unprivileged_id()
    assert number != os.geteuid()
    assert number not in {entry.pw_uid for entry in pwd.getpwall()}
