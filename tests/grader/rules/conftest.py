"""Small workspaces for the rules: a fair solution, and what a test changes in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from kata.analysis.states import States
from kata.content.kata import Kata, Layout, Stage
from kata.grader.rule import Case
from kata.workspace.snapshot import Snapshot

GIVEN = {
    "README.md": b"How to work here.\n",
    "settings.py": b'import os\n\nURL = os.environ.get("URL", "http://127.0.0.1:1")\n',
}

CLOSED = {
    "shop/__init__.py": '"""Wires things."""\n\nfrom .sender import Sender\n\nsender = Sender("http://x")\n',
    "shop/sender.py": '''"""Sends."""

import requests

LIMIT = 140


class Failure(Exception):
    pass


class Sender:
    """Sends over HTTP."""

    attempts = 1

    def __init__(self, url, timeout=3):
        self._url = url
        self._timeout = timeout

    def send(self, to, text):
        # one request
        reply = requests.post(self._url, json={"to": to, "text": text}, timeout=self._timeout)
        if reply.status_code >= 500:
            raise Failure(to)

    @property
    def url(self):
        return self._url


def checked(text):
    return text[:LIMIT]
''',
    "clients/orders.py": "from shop import sender\n\n\ndef confirm(to):\n    sender.send(to, 'confirmed')\n",
    "tests/test_mine.py": "def test_one():\n    assert True\n",
    "notes.md": "mine\n",
}


def _stage(number: int) -> Stage:
    given = GIVEN if number == 1 else {}
    return Stage(number, f"{number}_x", "x", 30, "", given, (), Path("tests"))


KATA = Kata(
    name="shop",
    title="Shop",
    summary="",
    lesson="",
    edge="",
    layout=Layout(clients="clients/", module="shop/", root="shop/__init__.py", tests="tests/"),
    seams=(),
    packages=("requests", "httpx", "tenacity"),
    stages=(_stage(1), _stage(2)),
    starter={},
    support=None,
    chapters=(),
)


def snapshot(files: Mapping[str, str | bytes]) -> Snapshot:
    return Snapshot(
        {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}, "0" * 40
    )


@pytest.fixture
def closed() -> dict[str, str]:
    """The files that closed the last stage, as text."""
    return dict(CLOSED)


@pytest.fixture
def make_case() -> Callable[..., Case]:
    """Builds a case: files changed or added by path (None deletes), on top of the closed ones."""

    def make(
        changes: Mapping[str, str | bytes | None] | None = None,
        before: Mapping[str, str | bytes] | None = None,
    ) -> Case:
        old: dict[str, str | bytes] = {**GIVEN, **CLOSED, **(before or {})}
        new: dict[str, str | bytes] = dict(old)
        for path, data in (changes or {}).items():
            if data is None:
                del new[path]
            else:
                new[path] = data
        return Case(KATA, KATA.stage(2), States(snapshot(old), snapshot(new)), GIVEN)

    return make
