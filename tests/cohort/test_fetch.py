"""A repository behind a real https address, on a server of this machine that only these tests reach."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from kata.base.errors import StateError
from kata.cohort.fetch import fetched
from kata.workspace import git

HOST = "kata.example.org"
"""No name server is asked for it: the address that was checked is the one that is asked."""

Serve = Callable[[type[BaseHTTPRequestHandler]], int]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serves HTTP over TLS under that name, which git believes; the port."""
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setattr(git, "ENVIRONMENT", {**git.ENVIRONMENT, "GIT_SSL_CAINFO": str(tmp_path / "ca.pem")})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    servers: list[ThreadingHTTPServer] = []

    def begin(handler: type[BaseHTTPRequestHandler]) -> int:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server.server_address[1]

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def files(tmp_path: Path) -> type[BaseHTTPRequestHandler]:
    """Hands out the files of a bare repository with one commit, and a hook that must not run."""
    work, bare = tmp_path / "work", tmp_path / "served" / "kata.git"
    run(tmp_path, "init", "-q", "-b", "main", str(work))
    (work / "a.py").write_text("a = 1\n")
    run(work, "add", "a.py")
    run(work, "commit", "-q", "-m", "one")
    run(tmp_path, "clone", "-q", "--bare", str(work), str(bare))
    (bare / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path}/hooked\n")
    run(bare, "update-server-info")

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(tmp_path / "served"))

        def log_message(self, *_: object) -> None:
            pass

    return Files


def run(folder: Path, *words: str) -> str:
    named = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
    return subprocess.run(named, cwd=folder, check=True, capture_output=True, text=True).stdout


def here(port: int) -> Callable[[str], tuple[str, int, str]]:
    """Stands for the look at an address, which takes none of this machine."""
    return lambda _address: (HOST, port, "127.0.0.1")


def test_a_repository_comes_over_https_and_goes_again(serve: Serve, files: Any, tmp_path: Path) -> None:
    port = serve(files)
    with fetched(f"https://{HOST}:{port}/kata.git", checked=here(port)) as repository:
        assert run(repository, "show", "main:a.py") == "a = 1\n"
    assert not repository.exists()
    assert not (tmp_path / "hooked").exists()


def test_a_server_that_nobody_vouches_for_is_not_believed(
    serve: Serve, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = serve(files)
    monkeypatch.setattr(git, "ENVIRONMENT", {**git.ENVIRONMENT, "GIT_SSL_CAINFO": "/dev/null"})
    with (
        pytest.raises(StateError, match="could not be fetched"),
        fetched(f"https://{HOST}:{port}/kata.git", checked=here(port)),
    ):
        pass


def test_a_redirect_is_not_followed(serve: Serve, files: Any) -> None:
    good = serve(files)

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"https://{HOST}:{good}{self.path}")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    port = serve(Elsewhere)
    with (
        pytest.raises(StateError, match="could not be fetched"),
        fetched(f"https://{HOST}:{port}/kata.git", checked=here(port)),
    ):
        pass
