"""What is told before any check runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kata.content.kata import Kata, Layout, Stage
from kata.grader.preflight import preflight
from kata.workspace.snapshot import Snapshot

KATA = Kata(
    "shop", "Shop", "", Layout("clients/", "shop/", "shop/__init__.py", "tests/"), (),
    ("requests", "python-dateutil"), (), {}, Path("s"), (),
)  # fmt: skip


def look(files):
    return preflight(KATA, Snapshot({path: text.encode() for path, text in files.items()}, "0" * 40))


@pytest.mark.parametrize(
    "text",
    [
        "import os, json.decoder\nfrom requests.adapters import HTTPAdapter\nfrom __future__ import annotations\n",
        "from . import b\nfrom .b import x\nfrom .. import shop\nimport shop.b\nfrom settings import URL\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n",
        "import importlib\nimportlib.import_module('json')\nimportlib.import_module('.b', 'shop')\n",
    ],
)
def test_what_may_be_imported_is_silent(text):
    assert look({"shop/a.py": text, "shop/b.py": "", "settings.py": "", "clients/c.py": ""}) == ()


@pytest.mark.parametrize(
    "text",
    [
        "import pandas\n",
        "import os, pandas.core\n",
        "from pandas import x\n",
        "def f():\n    import pandas\n",
        "try:\n    import pandas\nexcept ImportError:\n    pass\n",
        "__import__('pandas')\n",
        "from importlib import import_module\nimport_module('pandas.x')\n",
    ],
)
def test_a_package_that_is_not_allowed_is_named_with_its_line(text):
    (finding,) = look({"shop/a.py": text})
    assert finding.path == "shop/a.py"
    assert "`pandas` may not be imported" in finding.message
    assert "`requests`" in finding.message
    assert "pandas" in finding.excerpt
    assert finding.line >= 1


def test_a_file_that_cannot_be_read_is_named_with_its_line():
    (finding,) = look({"clients/a.py": "x = 1\nx = = 2\n"})
    assert (finding.path, finding.line, finding.excerpt) == ("clients/a.py", 2, "x = = 2")


def test_the_trainees_own_tests_are_free():
    assert look({"tests/a.py": "import pandas\n", "scratch.py": "x = (\n", "shop/a.py": ""}) == ()


def test_tests_that_the_module_uses_are_looked_at():
    found = look(
        {"tests/a.py": "import pandas\n", "shop/a.py": "from tests import a\n", "tests/__init__.py": ""}
    )
    assert [item.path for item in found] == ["tests/a.py"]


def test_a_neighbour_imported_without_its_package_gets_the_right_line():
    (finding,) = look({"shop/a.py": "import b\n", "shop/b.py": ""})
    assert "from . import b" in finding.message


def test_the_katas_own_files_are_not_the_trainees_to_break():
    stage = Stage(1, "1_x", "x", 1, "", {"settings.py": b"URL = 1"}, (), Path("t"))
    files = {"settings.py": b"import pandas", "shop/a.py": b"import settings"}
    assert preflight(replace(KATA, stages=(stage,)), Snapshot(files, "0" * 40)) == ()
