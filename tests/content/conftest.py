"""A miniature pack about counters, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kata.content.pack import Pack

RULES = ("no_loops",)

KATA = """
format_version = 1
name = "count"
title = "Counting"
summary = "Counts things."
lesson = "To count."
edge = "nothing lies outside"
stages = ["1_up", "2_down"]
packages = ["requests"]
support = "simulators"
chapters = ["numbers"]

[layout]
clients = "clients/"
module = "counter/"
root = "counter/__init__.py"
tests = "tests/"

[[seams]]
target = "clients.shop:sold"
parameters = ["what", "count"]
"""

STAGE = """
format_version = 1
title = "Up"
minutes = 5

[[checks]]
id = "behaviour.counts{number}"
holds = "it counts"
principle = "Counting is telling."
chapter = "numbers"
hints = ["Count."]

[[checks]]
id = "design.no-loops{number}"
rule = "no_loops"
options = {{ limit = 3 }}
holds = "there is no loop"
principle = "Once is enough."
chapter = "numbers"
"""

FILES = {
    "katas/count/kata.toml": KATA,
    "katas/count/starter/clients/shop.py": "def sold(what, count):\n    raise NotImplementedError\n",
    "katas/count/starter/counter/__init__.py": '"""Nothing yet."""\n',
    "katas/count/simulators/__init__.py": "",
    "stages/count/1_up/stage.toml": STAGE.format(number=1),
    "stages/count/1_up/BRIEF.md": "Count up.\n",
    "stages/count/1_up/given/settings.py": "START = 0\n",
    "stages/count/1_up/tests/test_up.py": "",
    "stages/count/2_down/stage.toml": STAGE.format(number=2),
    "stages/count/2_down/BRIEF.md": "Count down.\n",
    "stages/count/2_down/tests/test_down.py": "",
    "ebook/book.toml": '[[chapters]]\nid = "numbers"\n',
    "reference/count/reference.toml": (
        'format_version = 1\n[[designs]]\nname = "plain"\ntitle = "Plain"\nabout = "Just so."\n'
    ),
    "reference/count/plain/1_up/counter/up.py": "up = 1\n",
    "reference/count/plain/1_up/counter/__init__.py": "from counter.up import up\n",
    "reference/count/plain/2_down/counter/down.py": "down = 1\n",
    "reference/count/pitfalls/gone/pitfall.toml": (
        'format_version = 1\ntitle = "Gone"\nflaw = "It is gone."\nbase = "plain"\nstage = 2\n'
        'fails = ["1.behaviour.counts1"]\ndeletes = { 2_down = ["counter/up.py"] }\n'
    ),
    "reference/count/pitfalls/gone/1_up/counter/down.py": "down = 0\n",
}


@pytest.fixture
def pack_of(tmp_path: Path) -> Callable[..., Pack]:
    """Builds the miniature pack with some files changed, or taken away where the text is None."""

    def build(changes: dict[str, str | None] | None = None) -> Pack:
        for path, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / path).write_text(text)
        return Pack(tmp_path, RULES)

    return build
