"""Functions that are alive in a child, held against their files."""

from __future__ import annotations

import pytest
from kata.analysis.patching.running_functions import RunningFunction, misplaced
from kata.workspace.snapshot import Snapshot

CLOSED = b"""\
import functools
from dataclasses import dataclass
from .tools import traced


class Sender:
    def send(self, to):
        return to

    @traced
    def log(self):
        pass

    alias = send

    class Inner:
        def go(self):
            pass


@dataclass
class Data:
    x: int

    def grow(self):
        pass


def plain():
    pass


if plain:
    def either():
        pass
else:
    def either():
        pass
"""

SNAPSHOT = Snapshot(
    {"shop/__init__.py": b"", "shop/a.py": CLOSED, "shop/tools.py": b"def traced(f):\n    return f\n"},
    "0" * 40,
)

NOW = Snapshot(
    {**SNAPSHOT.files, "shop/new.py": b"class New:\n    def send(self):\n        pass\n"}, "1" * 40
)


@pytest.mark.parametrize(
    ("owner", "file", "line"),
    [
        ("shop.a.Sender.send", "shop/a.py", 7),
        ("shop.a.Sender.log", "shop/a.py", 10),
        ("shop.a.Sender.log", "shop/tools.py", 2),
        ("shop.a.Sender.log", "", 1),
        ("shop.a.Sender.alias", "shop/a.py", 7),
        ("shop.a.Sender.Inner.go", "shop/a.py", 17),
        ("shop.a.Data.__init__", "", 2),
        ("shop.a.Data.grow", "shop/a.py", 25),
        ("shop.a.plain", "shop/a.py", 29),
        ("shop.a.either", "shop/a.py", 37),
        ("shop.a.traced", "shop/tools.py", 1),
        ("shop.new.New.send", "shop/new.py", 1),
        ("requests.api.post", "", 14),
        ("shop.a.Sender.make.<locals>.inner", "shop/new.py", 3),
    ],
)
def test_what_stands_where_its_file_says_is_silent(owner, file, line):
    assert misplaced([RunningFunction(owner, file, line)], SNAPSHOT, NOW) == ()


@pytest.mark.parametrize(
    ("owner", "file", "line"),
    [
        ("shop.a.Sender.send", "shop/new.py", 7),
        ("shop.a.Sender.send", "shop/a.py", 29),
        ("shop.a.Sender.send", "", 1),
        ("shop.a.Sender.log", "shop/new.py", 4),
        ("shop.a.Sender.added", "shop/new.py", 4),
        ("shop.a.Sender.Inner.go", "shop/new.py", 17),
        ("shop.a.Data.__init__", "shop/new.py", 2),
        ("shop.a.plain", "shop/new.py", 29),
        ("requests.api.post", "shop/new.py", 3),
        ("time.sleep", "shop/new.py", 3),
    ],
)
def test_what_was_exchanged_is_named(owner, file, line):
    (finding,) = misplaced([RunningFunction(owner, file, line)], SNAPSHOT, NOW)
    assert f"`{owner}`" in finding.message
    assert (finding.path, finding.line) == (file, line)


def state(**changes):
    files = {
        "shop/__init__.py": b"from .a import send\n",
        "shop/a.py": b"def send():\n    pass\n",
        "clients/c.py": b"from shop import send\n\n\ndef go():\n    send()\n",
    }
    return Snapshot({**files, **changes}, "0" * 40)


def test_a_function_taken_from_the_root_may_change_with_the_root():
    now = state(**{"shop/__init__.py": b"from .new import send\n", "shop/new.py": b"def send():\n    pass\n"})
    functions = [
        RunningFunction("clients.c.send", "shop/new.py", 1),
        RunningFunction("shop.send", "shop/new.py", 1),
        RunningFunction("clients.c.go", "clients/c.py", 4),
    ]
    assert misplaced(functions, state(), now) == ()
    exchanged = RunningFunction("clients.c.go", "shop/new.py", 1)
    assert len(misplaced([exchanged], state(), now)) == 1


def test_a_comment_moves_a_function_but_does_not_hide_an_exchange():
    now = state(**{"shop/a.py": b"# remark\ndef send():\n    pass\n"})
    assert misplaced([RunningFunction("shop.a.send", "shop/a.py", 2)], state(), now) == ()
    assert len(misplaced([RunningFunction("shop.a.send", "shop/new.py", 2)], state(), now)) == 1
