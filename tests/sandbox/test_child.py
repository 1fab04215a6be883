"""Whatever the trainee's code does, the grader lives, and says what happened."""

from __future__ import annotations

import contextlib
import socket
from typing import Any

import pytest
from kata.grader.toolkit import Fake, FakeError, Handle, Raised, Returned
from kata.sandbox import protocol
from kata.sandbox.child import Child, ChildGone, ChildOverdue


def test_a_call_comes_back_with_its_value(start):
    subject = start({"job.py": "def go(a, *, b):\n    return {'sum': a + b, 'pair': (1, 2.5)}"})
    assert subject.call("job:go", 1, b=2) == Returned({"sum": 3, "pair": (1, 2.5)})


def test_an_exception_comes_back_with_its_types_and_its_place(start):
    code = "class Mine(ValueError):\n    pass\n\ndef deep():\n    raise Mine('no')\n\ndef go():\n    deep()"
    raised = start({"pkg/job.py": code}).call("pkg.job:go")
    assert isinstance(raised, Raised)
    assert raised.types[:3] == ("pkg.job.Mine", "builtins.ValueError", "builtins.Exception")
    assert raised.message == "no"
    assert (raised.where[-1].path, raised.where[-1].line) == ("pkg/job.py", 5)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os\ndef go():\n    os._exit(0)", "exited with status 0"),
        ("import os, signal\ndef go():\n    os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import ctypes\ndef go():\n    ctypes.string_at(0)", "SIGSEGV"),
        ("def go():\n    return 'x' * (17 << 20)", "bytes"),
        ("def go():\n    raise ValueError", ""),
    ],
)
def test_a_child_that_ends_itself_is_told_as_gone(start, code, said):
    subject = start({"job.py": code})
    if not said:
        assert isinstance(subject.call("job:go"), Raised)
        return
    with pytest.raises(ChildGone, match=said):
        subject.call("job:go")


def test_sys_exit_is_an_exception_like_any_other(start):
    outcome = start({"job.py": "import sys\ndef go():\n    sys.exit(0)"}).call("job:go")
    assert isinstance(outcome, Raised) and outcome.type == "builtins.SystemExit"


def test_an_endless_loop_is_told_as_overdue(start):
    subject = start({"job.py": "def go():\n    while True:\n        pass"}, seconds=0.5)
    with pytest.raises(ChildOverdue):
        subject.call("job:go")


def test_printing_without_end_harms_nobody(start):
    code = "import sys\ndef go():\n    for _ in range(2000):\n        print('x' * 10_000)\n    return 1"
    assert start({"job.py": code}).call("job:go") == Returned(1)


def test_a_value_nested_without_end_stays_in_the_child(start):
    code = "def go():\n    x = []\n    for _ in range(100_000):\n        x = [x]\n    return x"
    outcome = start({"job.py": code}).call("job:go")
    assert isinstance(outcome, Returned)


def test_an_error_whose_text_cannot_be_read_is_told_all_the_same(start):
    code = "class E(Exception):\n    def __str__(self):\n        raise SystemExit\ndef go():\n    raise E"
    outcome = start({"job.py": code}).call("job:go")
    assert isinstance(outcome, Raised) and outcome.type == "job.E"


def test_a_class_that_lies_about_its_ancestry_is_told_by_its_true_one(start):
    code = (
        "class Meta(type):\n    def mro(cls):\n        return [cls, *super().mro()[1:]]\n"
        "    @property\n    def __mro__(cls):\n        return (ValueError,)\n"
        "class E(Exception, metaclass=Meta):\n    __class__ = ValueError\ndef go():\n    raise E('x')"
    )
    outcome = start({"job.py": code}).call("job:go")
    assert isinstance(outcome, Raised) and "builtins.ValueError" not in outcome.types


def test_a_fake_is_called_in_the_grader_and_its_error_is_recognised(start):
    calls = []

    def send(*args, **kwargs):
        calls.append((args, kwargs))
        if len(calls) == 2:
            raise FakeError("t1", "down")
        return "sent"

    subject = start({"job.py": "def go(f):\n    return f.send('a', n=1)\ndef same(f):\n    return f"})
    fake = Fake({"send": send})
    assert subject.call("job:go", fake) == Returned("sent")
    again = subject.call("job:go", fake)
    assert isinstance(again, Raised) and again.token == "t1"
    assert calls == [(("a",), {"n": 1})] * 2
    assert isinstance(subject.call("job:same", fake).value, Handle)


def test_a_fake_that_does_not_wait_is_told_of_each_call_in_order(start):
    calls = []

    def send(*args, **kwargs):
        calls.append((args, kwargs))
        raise FakeError("t1", "nobody hears of this")

    subject = start({"job.py": "def go(f):\n    return [f.send(n, twice=2 * n) for n in range(3)]"})
    assert subject.call("job:go", Fake({"send": send}, waits=False)) == Returned([None] * 3)
    assert calls == [((n,), {"twice": 2 * n}) for n in range(3)]


def test_a_method_can_be_called_many_times_at_one_go(start):
    code = (
        "class Counter:\n    def __init__(self):\n        self.n = 0\n    def up(self, most):\n        self.n += 1\n"
        "        if self.n > most:\n            raise ValueError(self.n)\n        return self.n"
    )
    subject = start({"job.py": code})
    counter = subject.call("job:Counter").value
    assert subject.repeat_method(counter, "up", 5, 100) == Returned(5)
    ended = subject.repeat_method(counter, "up", 5, 7)
    assert isinstance(ended, Raised) and ended.message == "8"
    assert subject.call_method(counter, "up", 100) == Returned(9)


def test_objects_are_reached_by_handle(start):
    code = "class Counter:\n    def __init__(self):\n        self.n = 0\n    def up(self):\n        self.n += 1\n        return self.n"
    subject = start({"job.py": code})
    counter = subject.call("job:Counter").value
    assert [subject.call_method(counter, "up").value for _ in range(2)] == [1, 2]


def test_every_child_starts_afresh(start, proved):
    code = "n = 0\ndef go():\n    global n\n    n += 1\n    return n"
    subject = start({"job.py": code})
    assert [subject.call("job:go").value for _ in range(2)] == [1, 2]
    assert start({"job.py": code}).call("job:go").value == 1


def test_forged_frames_break_the_protocol_and_not_the_grader(start):
    code = (
        "import os, socket\ndef go():\n"
        "    for fd in range(3, 64):\n        try:\n            os.write(fd, b'\\0\\0\\0\\x10{\"returned\": 42}')\n"
        "        except OSError:\n            pass\n    return 1"
    )
    subject = start({"job.py": code})
    with pytest.raises(ChildGone):
        subject.call("job:go")
    assert start({"job.py": "def go():\n    return 1"}).call("job:go") == Returned(1)


def test_an_error_raised_from_another_tells_the_first_of_them(start):
    code = """
def f():
    try:
        try:
            {}["id"]
        except KeyError as error:
            raise ValueError("no id") from error
    except ValueError as error:
        raise RuntimeError("no answer") from error
"""
    outcome = start({"shop.py": code}).call("shop:f")
    assert outcome.type == "builtins.RuntimeError"
    assert outcome.origin.type == "builtins.KeyError"
    assert [(place.path, place.line) for place in outcome.origin.where] == [("shop.py", 5)]


def test_an_error_raised_from_itself_ends(start):
    code = "def f():\n    error = ValueError()\n    error.__cause__ = error\n    raise error\n"
    assert start({"shop.py": code}).call("shop:f").origin.type == "builtins.ValueError"


def test_an_end_of_what_is_told_may_be_read_again_and_again() -> None:
    """A child may end right after it answered: its last answer counts, and what it told has ended before."""
    (operations, answering), (events, telling) = socket.socketpair(), socket.socketpair()
    with answering, contextlib.closing(telling):
        told: list[dict[str, Any]] = []
        child = Child(
            operations,
            events,
            kill=lambda: None,
            fate=lambda: "it ended",
            on_event=lambda event: told.append(event),
        )
        telling.sendall(protocol.frame({"event": "last"}))
        telling.close()
        assert [child.drain() for _ in range(3)] == [True, False, False]
        assert told == [{"event": "last"}]
        child.end()


def test_what_a_call_gives_back_can_be_spoiled_in_the_child(start):
    code = "rows = [{'a': [1, 2]}]\ndef kept():\n    return rows\ndef copied():\n    return [dict(row, a=list(row['a'])) for row in rows]"
    subject = start({"job.py": code})
    whole = Returned([{"a": [1, 2]}])
    assert [subject.call_and_spoil("job:copied"), subject.call("job:copied")] == [whole, whole]
    assert [subject.call_and_spoil("job:kept"), subject.call("job:kept")] == [whole, Returned(["spoiled"])]
