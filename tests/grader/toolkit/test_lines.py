"""A wire of bytes: everything that a client writes arrives, in its true order, and ports close and open again."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Hangup, Lines, Raised, Reply, Returned, port
from kata.sandbox.child import ChildGone

CLIENT = """
import os, socket, time, urllib.request

PLACE = (os.environ["HOST"], int(os.environ["PORT"])) if "PORT" in os.environ else None
kept = None


def once(*texts, wait=20):
    with socket.create_connection(PLACE, timeout=wait) as client:
        for text in texts:
            client.sendall(text.encode())


def keep(text):
    global kept
    kept = kept or socket.create_connection(PLACE, timeout=20)
    kept.sendall(text.encode())


def ask(text):
    with socket.create_connection(PLACE, timeout=20) as client:
        client.sendall(text.encode())
        return client.recv(100).decode()


def waits_between(seconds, *texts):
    with socket.create_connection(PLACE, timeout=20) as client:
        for text in texts:
            client.sendall(text.encode())
            time.sleep(seconds)


def take():
    global kept
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(PLACE)
    kept.listen(1)


def then_requests(text):
    keep(text)
    return urllib.request.urlopen(os.environ["SHOP"] + "/after").status
"""
PLACE = {"HOST": "{drain.host}", "PORT": "{drain.port}"}


def say_nothing(_line):
    return None


def by_length(data: bytes) -> int:
    """`LENGTH SP MESSAGE`."""
    size, space, _ = data.partition(b" ")
    if not size.isdigit():
        raise ValueError("no length")
    whole = len(size) + 1 + int(size)
    return whole if space and len(data) >= whole else 0


@pytest.fixture
def drain(start):
    """A client of a wire that never answers, which is cut as the argument says."""

    def begin(**options):
        return start({"job.py": CLIENT}, {"drain": Lines(say_nothing, **options)}, PLACE)

    return begin


def said(subject):
    return [line.data for line in subject.lines]


def test_lines_arrive_whole_and_in_order_when_the_call_is_back(drain):
    subject = drain()
    assert subject.call("job:once", "one\ntw", "o\nthree\n") == Returned(None)
    assert said(subject) == [b"one\n", b"two\n", b"three\n"]
    subject.call("job:keep", "four\nfive")
    assert said(subject)[3:] == [b"four\n"] and subject.unfinished("drain") == [b"five"]
    subject.call("job:keep", "!\n")
    assert said(subject)[4:] == [b"five!\n"] and subject.unfinished("drain") == []
    assert [line.connection for line in subject.lines] == [1, 1, 1, 2, 2]
    assert subject.has_acted


def test_much_that_is_written_at_once_has_arrived_when_the_call_is_back(drain):
    subject = drain()
    subject.call("job:once", *(["x" * 999 + "\n"] * 1500))
    assert len(subject.lines) == 1500


def test_what_can_be_no_message_and_what_was_cut_off_are_told_as_such(drain):
    subject = drain(cut=by_length)
    subject.call("job:once", "5 hällo4 aaaa")
    assert [(line.data, line.whole) for line in subject.lines] == [
        ("5 häll".encode(), True),
        (b"o4 aaaa", False),
    ]
    subject.forget()
    subject.call("job:once", "3 abc9 abc")
    assert [(line.data, line.whole) for line in subject.lines] == [(b"3 abc", True), (b"9 abc", False)]


def test_a_message_without_end_is_none(drain):
    subject = drain()
    subject.call("job:once", "x" * 200_000)
    assert [line.whole for line in subject.lines] == [False]


def test_each_line_has_the_time_at_which_it_was_written(drain):
    subject = drain()
    subject.call("job:waits_between", 2.0, "a\n", "b\n", "c\n")
    assert [(line.data, line.at) for line in subject.lines] == [(b"a\n", 0.0), (b"b\n", 2.0), (b"c\n", 4.0)]
    assert [wait.seconds for wait in subject.waits] == [2.0] * 3 and subject.now == 6.0
    assert [(moment.kind, moment.text) for moment in subject.moments] == [
        ("call", "waits_between"),
        *(each for text in "abc" for each in (("line", text), ("wait", "waits 2 s"))),
        ("return", "returns"),
    ]


def test_a_line_before_a_request_is_seen_before_it(start):
    seen = []

    def answer(request):
        seen.append(request.path)
        return Reply(200)

    wires = {
        "drain": Lines(lambda line: seen.append(line.data)),
        "shop": answer,
    }
    subject = start({"job.py": CLIENT}, wires, {**PLACE, "SHOP": "{shop}"})
    for _ in range(20):
        subject.call("job:then_requests", "x\n")
    assert seen == [b"x\n", "/after"] * 20


def test_a_line_may_be_answered_or_hung_up_on(start):
    def answer(line):
        return Hangup() if line.data == b"bye\n" else line.data.upper()

    subject = start({"job.py": CLIENT}, {"drain": Lines(answer)}, PLACE)
    assert subject.call("job:ask", "hello\n") == Returned("HELLO\n")
    assert subject.call("job:ask", "bye\n") == Returned("")
    assert [(moment.source, moment.text) for moment in subject.moments if moment.kind == "reply"] == [
        ("drain", "HELLO"),
        ("drain", "hangs up"),
    ]


def test_a_port_refuses_listens_closes_and_opens_again(drain):
    subject = drain()
    subject.refuse("drain")
    for _ in range(3):
        outcome = subject.call("job:once", "lost\n")
        assert isinstance(outcome, Raised) and outcome.type == "builtins.ConnectionRefusedError"
        subject.listen("drain")
        assert subject.call("job:once", "kept\n") == Returned(None)
        subject.refuse("drain")
        subject.refuse("drain")
    assert said(subject) == [b"kept\n"] * 3


def test_an_outage_ends_the_connections_that_are_open_and_the_next_one_is_new(drain):
    subject = drain()
    subject.call("job:keep", "one\n")
    subject.refuse("drain")
    outcomes = [subject.call("job:keep", "lost\n") for _ in range(2)]
    assert isinstance(outcomes[-1], Raised)  # the first may still be taken by the machine
    subject.listen("drain")
    subject.call("job:once", "two\n")
    assert [(line.data, line.connection) for line in subject.lines] == [(b"one\n", 1), (b"two\n", 2)]


def test_a_hang_up_ends_connections_and_takes_new_ones(drain):
    subject = drain()
    subject.call("job:keep", "one\n")
    subject.hang_up("drain")
    outcomes = [subject.call("job:keep", "lost\n") for _ in range(2)]
    assert isinstance(outcomes[-1], Raised)
    assert subject.call("job:once", "two\n") == Returned(None)


def test_a_wire_of_http_closes_and_opens_again_too(start):
    code = (
        "import os, urllib.request\ndef go():\n    return urllib.request.urlopen(os.environ['SHOP']).status\n"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: Reply(200)}, {"SHOP": "{shop}"})
    assert subject.call("job:go") == Returned(200)
    subject.refuse("shop")
    assert isinstance(subject.call("job:go"), Raised)
    subject.listen("shop")
    assert subject.call("job:go") == Returned(200)


def test_a_silent_port_neither_takes_nor_refuses(drain):
    subject = drain()
    subject.call("job:keep", "one\n")
    for shut in (False, True):
        if shut:
            subject.refuse("drain")
        subject.silence("drain")
        outcome = subject.call("job:once", "lost\n", wait=0.1)
        assert isinstance(outcome, Raised) and outcome.type == "builtins.TimeoutError"
        subject.listen("drain")
        assert subject.call("job:once", "kept\n") == Returned(None)
    assert said(subject) == [b"one\n", b"kept\n", b"kept\n"]


def test_a_silent_port_refuses_where_the_system_has_no_filter(drain, monkeypatch):
    monkeypatch.setattr(port, "SO_ATTACH_FILTER", -1)
    subject = drain()
    subject.silence("drain")
    outcome = subject.call("job:once", "lost\n")
    assert isinstance(outcome, Raised) and outcome.type == "builtins.ConnectionRefusedError"


def test_who_takes_the_port_meanwhile_is_told_as_gone(drain):
    subject = drain()
    subject.refuse("drain")
    assert subject.call("job:take") == Returned(None)
    with pytest.raises(ChildGone, match="port"):
        subject.listen("drain")


def test_lines_without_end_are_ended(drain):
    subject = drain()
    with pytest.raises(ChildGone, match="without end"):
        subject.call("job:once", *(["\n" * 10_000] * 3))


def test_many_connections_one_after_the_other_are_all_taken(drain):
    subject = drain()
    for _ in range(300):
        subject.call("job:once", "a\n")
    assert len(subject.lines) == 300
