import os
import socket

import pytest
from kata.sandbox import protocol
from kata.sandbox.driver.pipe import AT_ONE_GO, Pipe


@pytest.fixture
def ends():
    theirs, ours = socket.socketpair()
    with ours:
        ours.setblocking(False)
        pipe = Pipe(theirs.detach())
        yield pipe, ours
        pipe.close()


def arrived(ours):
    frames = protocol.Frames()
    try:
        return [message["n"] for message in frames.feed(ours.recv(1 << 20))]
    except BlockingIOError:
        return []


def test_what_is_sent_soon_arrives_before_the_next_message(ends):
    pipe, ours = ends
    pipe.send_soon({"n": 1})
    pipe.send_soon({"n": 2})
    assert arrived(ours) == []
    pipe.send({"n": 3})
    assert arrived(ours) == [1, 2, 3]


def test_what_is_sent_soon_arrives_with_a_flush_and_only_once(ends):
    pipe, ours = ends
    pipe.send_soon({"n": 1})
    pipe.flush()
    pipe.flush()
    assert arrived(ours) == [1]


def test_not_much_is_kept(ends):
    pipe, ours = ends
    pipe.send_soon({"n": 1, "text": "x" * AT_ONE_GO})
    assert arrived(ours) == [1]


def test_a_forked_process_sends_what_is_its_own_at_once_and_nothing_of_the_others(ends):
    pipe, ours = ends
    pipe.send_soon({"n": 1})
    pid = os.fork()
    if pid == 0:
        pipe.send_soon({"n": 2})
        pipe.flush()
        os._exit(0)
    os.waitpid(pid, 0)
    assert arrived(ours) == [2]
    pipe.flush()
    assert arrived(ours) == [1]
