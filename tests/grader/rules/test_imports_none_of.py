"""A kata says which modules its trainees' code may not import, and where."""

from dataclasses import replace

import pytest
from kata.grader.rule import Judgement
from kata.grader.rules.imports_none_of import Options, judge

FORBIDDEN = {
    "a module": "import threading\n",
    "under another name": "import threading as t\n",
    "a name from it": "from threading import Thread\n",
    "a module in it": "import concurrent.futures.thread\n",
    "a name from a module in it": "from concurrent.futures import ThreadPoolExecutor\n",
    "its parent's name": "from concurrent import futures\n",
    "inside a function": "def f():\n    import threading\n",
    "by text": "from importlib import import_module\nx = import_module('threading')\n",
}

FINE = {
    "nothing": "x = 1\n",
    "a module that begins alike": "import threadings\n",
    "another part of the parent": "from concurrent import other\n",
    "types alone": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import threading\n",
    "a name that is spelt alike": "threading = 3\n",
    "a module of its own": "from . import threading\n",
}


def judged(make_case, changes: dict[str, str], *in_files: str) -> Judgement:
    options = Options(modules=["threading", "concurrent.futures"], in_files=list(in_files))
    root = "from . import pool\nfrom .sender import Sender\n\nsender = Sender('x')\n"
    return judge(replace(make_case({"shop/__init__.py": root, **changes}), options=options))


@pytest.mark.parametrize("text", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_an_import_of_one_of_them_fails(make_case, text: str) -> None:
    judgement = judged(make_case, {"shop/pool.py": text})
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "shop/pool.py"
    assert "imports `" in judgement.summary


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_what_is_none_of_them_passes(make_case, text: str) -> None:
    assert judged(make_case, {"shop/pool.py": text}).outcome == "passed"


@pytest.mark.parametrize(
    ("pattern", "outcome"), [("shop/*", "failed"), ("shop/pool.py", "failed"), ("clients/*", "passed")]
)
def test_it_looks_where_the_kata_says(make_case, pattern: str, outcome: str) -> None:
    assert judged(make_case, {"shop/pool.py": "import threading\n"}, pattern).outcome == outcome


def test_the_trainees_tests_are_free(make_case) -> None:
    changes = {"shop/pool.py": "", "tests/test_mine.py": "import threading\n"}
    assert judged(make_case, changes).outcome == "passed"


def test_a_long_list_is_told_by_its_beginning(make_case) -> None:
    options = Options(modules=["threading", "asyncio", "sched", "signal", "subprocess"])
    summary = judge(replace(make_case({}), options=options)).summary
    assert summary == "The code imports none of `threading`, `asyncio`, `sched` and 2 more."
