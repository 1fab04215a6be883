"""What is told before any check runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kata.content.kata import Kata, Layout, Stage
from kata.grader.preflight import preflight, unwieldy
from kata.workspace.snapshot import Snapshot

KATA = Kata(
    "shop", "Shop", "", "", "", Layout("clients/", "shop/", "shop/__init__.py", "tests/"), (),
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


def crowded(**sizes):
    """A workspace with files of so many bytes (`a__b` stands for `a/b`, without the ending)."""
    files = {f"{name.replace('__', '/')}.py": b"#" * size for name, size in sizes.items()}
    return Snapshot({"shop/a.py": b"import helper\n", **files}, "0" * 40)


def test_code_that_nothing_uses_is_not_counted():
    assert unwieldy(KATA.layout, crowded(aaa__x=10**6, tests__y=10**6, helper=9)) == ()


def test_the_folder_that_holds_most_of_too_much_code_is_blamed():
    sizes = {f"shop__more__m{number}": 150_000 for number in range(3)}
    (found,) = unwieldy(KATA.layout, crowded(shop__transport=200_000, helper=9, **sizes))
    assert "Most of yours are in `shop/more/`" in found.message
    assert found.path.startswith("shop/more/")


@pytest.mark.parametrize(
    "reading",
    ["import settings\nx = settings.B\n", "from settings import B\n", "import settings as s\nx = s.B\n"],
)
@pytest.mark.parametrize(("number", "count"), [(1, 1), (2, 0)])
def test_a_setting_of_a_later_stage_is_named_with_its_stage(reading, number, count):
    versions = ({"settings.py": b"A = 1\n"}, {"settings.py": b"A = 1\nB = 2\n"})
    stages = tuple(Stage(n + 1, "", "", 1, "", given, (), Path("t")) for n, given in enumerate(versions))
    files = {"shop/__init__.py": reading.encode(), "settings.py": b"A = 1\n"}
    found = preflight(replace(KATA, stages=stages), Snapshot(files, "0" * 40), number)
    assert len(found) == count
    assert all("`settings.B`, which comes with stage 2" in each.message for each in found)


def test_a_package_is_imported_by_its_own_name_and_not_by_its_distributions():
    kata = replace(KATA, packages=("PyYAML", "no-such-library"))
    fine = {"shop/a.py": b"import yaml\nimport no_such_library\n"}
    assert preflight(kata, Snapshot(fine, "0" * 40)) == ()
    assert preflight(kata, Snapshot({"shop/a.py": b"import pyyaml\n"}, "0" * 40))
