"""What a client may do to a simulator: nothing of it makes the grader wait, or goes unseen."""

from __future__ import annotations

import selectors
import socket

import pytest
from kata.grader.toolkit.port import MAX_CONNECTIONS
from kata.grader.toolkit.wire import MALFORMED, Reply, Request, Wire

LARGE = b"x" * 900_000  # more than the buffers of a socket take in at once
ASK = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def served():
    """A wire, the requests that arrived on it, a new client of it, and a turn of its loop."""

    class Served:
        def __init__(self) -> None:
            self.requests: list[Request] = []
            self.clients: list[socket.socket] = []
            self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
            self.address = self.listener.getsockname()
            self.selector = selectors.DefaultSelector()
            self.wire = Wire(
                "wire",
                self.listener,
                self.selector,
                now=lambda: 0.0,
                catch_up=lambda: None,
                on_request=self.answer,
            )

        def answer(self, request: Request) -> Reply:
            self.requests.append(request)
            return Reply(200, LARGE if request.path == "/large" else b"")

        def client(self) -> socket.socket:
            self.clients.append(socket.create_connection(self.address, timeout=10))
            return self.clients[-1]

        def turn(self) -> None:
            for key, _ in self.selector.select(0.2):
                key.data()

    one = Served()
    yield one
    one.wire.close()
    one.selector.close()
    for client in one.clients:
        client.close()


def test_an_answer_larger_than_the_buffers_arrives_whole(served):
    client = served.client()
    client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    client.settimeout(0.01)
    got = b""
    while len(got) < len(LARGE):
        served.turn()
        try:
            got += client.recv(1 << 20)
        except TimeoutError:
            continue
    assert got.endswith(LARGE)


def test_a_client_that_reads_no_answer_is_left_and_nobody_waits(served):
    client = served.client()
    client.sendall(ASK.replace(b"/a", b"/large") * 100)
    for _ in range(20):
        served.turn()
    assert 1 <= len(served.requests) < 100


def test_a_flood_of_connections_is_closed_from_a_number_on(served):
    for _ in range(MAX_CONNECTIONS + 40):
        served.client().sendall(ASK)
    for _ in range(20):
        served.turn()
    assert len(served.requests) == MAX_CONNECTIONS


def test_noise_is_recorded_as_such(served):
    for noise in (b"\x00\xff\r\n\r\n", b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n", b"A" * 100_000):
        served.client().sendall(noise)
        for _ in range(4):
            served.turn()
    assert [request.method for request in served.requests] == [MALFORMED] * 3


def test_a_body_nested_without_end_is_no_json():
    deep = Request("wire", "POST", "/", {}, {}, b"[" * 500_000, 0.0)
    with pytest.raises(ValueError):
        deep.json()
