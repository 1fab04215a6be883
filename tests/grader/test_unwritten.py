"""Client functions that nobody has written yet."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from kata.content.kata import Seam
from kata.grader.unwritten import unwritten
from kata.workspace.snapshot import Snapshot

KATA = SimpleNamespace(seams=(Seam("clients.shop:confirm", ("order",)),))


def found(source: str) -> list[tuple[str, str, int]]:
    snapshot = Snapshot({"clients/shop.py": source.encode()}, "t")
    return [(each.message, each.path, each.line) for each in unwritten(KATA, snapshot)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body", ["raise NotImplementedError", "raise NotImplementedError('later')", "pass", "..."]
)
def test_a_body_that_says_nothing_is_not_written(body):
    source = f'def confirm(order):\n    """Words."""\n    {body}\n'
    assert found(source) == [("confirm", "clients/shop.py", 3)]


@pytest.mark.parametrize(
    "source",
    [
        "def confirm(order):\n    send(order)\n",
        "def confirm(order):\n    if not order:\n        raise NotImplementedError\n    send(order)\n",
        "def confirm(order):\n    raise ValueError(order)\n",
        "from mailer import confirm\n",
        "def other():\n    pass\n",
        "def confirm(:\n",
        "",
    ],
)
def test_what_does_something_or_is_made_elsewhere_is_not_told(source):
    assert found(source) == []


def test_a_client_that_is_gone_is_not_told():
    assert unwritten(KATA, Snapshot({}, "t")) == ()  # type: ignore[arg-type]
