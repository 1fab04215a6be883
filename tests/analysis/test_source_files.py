"""What of a workspace is code: all that the rules judge, and all that runs."""

from __future__ import annotations

import pytest
from kata.analysis.source_files import MAX_CODE_BYTES, code_files
from kata.content.kata import Layout
from kata.grader.missing import Missing

LAYOUT = Layout("clients/", "shop/", "shop/__init__.py", "tests/")

PLAIN = {
    "shop/__init__.py": "from .sender import Sender\n",
    "shop/sender.py": "import requests\n\n\nclass Sender:\n    pass\n",
    "clients/orders.py": "from shop import sender\n",
    "tests/test_mine.py": "import shop\n",
    "settings.py": "import os\n",
    "notes.md": "mine\n",
    "try_it.py": "import shop\n",
}


def code_of(**extra):
    """The paths of the code of the plain workspace with these files in it (`a__b` stands for `a/b`)."""
    files = {**PLAIN, **extra}
    return code_files(LAYOUT, {path: text.encode() for path, text in files.items()})


def test_the_module_and_the_clients_are_code_and_what_nothing_uses_is_not():
    assert code_of() == {"shop/__init__.py", "shop/sender.py", "clients/orders.py"}


READS = (
    "from pathlib import Path\n\n\ndef load(name):\n    return (Path(__file__).parent / name).read_text()\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.py", "import settings\n"),
        ("helper.py", "from helper import x\n"),
        ("lib/deep/tool.py", "import lib.deep.tool\n"),
        ("plugin.py", "import importlib\nimportlib.import_module('plugin')\n"),
        ("shop/welcome.md", "open('shop/welcome.md')\n"),
        ("shop/welcome.md", READS + "load('welcome.md')\n"),
        ("shop/welcome.md", "from importlib.resources import files\nx = files('shop').joinpath('welcome.md')\n"),
        ("shop/texts/welcome.md", READS + "x = list((Path('shop') / 'texts').iterdir())\n"),
        ("shop/texts/welcome.md", "from importlib.resources import files\nx = files('shop.texts').iterdir()\n"),
        ("shop/welcome.md", READS + "x = Path(__file__).with_suffix('.md').read_text()\n"),
        ("shop/my-data/limits.json", READS + "load('my-data/limits.json')\n"),
        ("shop/.env", READS + "load('.env')\n"),
        ("prices.csv", "import csv\nx = csv.reader(open('prices.csv'))\n"),
        ("prices.csv", READS + "load(b'prices.csv'.decode())\n"),
        ("retry.pauses", READS + "x = sorted(Path('.').glob('*.pauses'))\n"),
        ("retry.pauses", READS + "x = [p for p in Path('.').iterdir() if p.suffix == '.pauses']\n"),
        ("retry.pauses", READS + "def f(name): return load(f'{name}.pauses')\n"),
        ("conf/retry.toml", READS + "x = Path('conf').rglob('*')\n"),
        ("conf/retry.toml", "import os\nx = os.listdir('conf')\n"),
        ("conf/retry.toml", "import glob\nx = glob.glob('**/retry.t?ml')\n"),
        ("plugins/a.py", "import pkgutil\nx = pkgutil.iter_modules(['plugins'])\n"),
        ("tests/impl/a.py", "from tests.impl import a\n"),
        ("tests/impl/a.py", "__path__ = ['tests/impl']\n"),
        ("tests/impl/a.py", "import sys\nsys.path.insert(0, 'tests/impl')\n"),
        ("tests/impl/a.py", "from sys import path\npath.append('tests/impl')\n"),
        ("tests/impl/a.py", "import os, sys\nsys.path += [os.path.join('tests', 'impl')]\n"),
        ("tests/impl/a.py", "import site\nsite.addsitedir('./tests/impl/')\n"),
        ("tests/impl/a.py", "import runpy\nx = runpy.run_path('tests/impl/a.py')\n"),
        ("tests/impl/a.py", "import importlib\nx = importlib.import_module('tests.impl.a')\n"),
        ("tests/impl/a.py", "import importlib\ndef f(n): return importlib.import_module('tests.' + n)\n"),
        ("tests/impl.json", READS + "x = (Path('tests') / 'impl.json').read_text()\n"),
        ("tests/impl/a.pauses", READS + "x = (Path('tests')).rglob('*.pauses')\n"),
    ],
)  # fmt: skip
def test_what_code_imports_or_reads_by_a_name_it_writes_out_is_code(path, text):
    assert path in code_of(**{path: "x = 1\n", "shop/user.py": text})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/README.md", ""),
        ("shop/docs/design.rst", ""),
        ("clients/README.md", ""),
        ("notes.txt", ""),
        ("shop/my-notes/old.py", ""),
        ("clients/.ipynb_checkpoints/orders.py", ""),
        ("shop/.retry.json", ""),
        ("test.py", ""),
        ("scratch/random.py", ""),
        ("tests/random.py", ""),
        ("tests/phones.json", READS + "load('phones.json')\n"),
        ("tests/phones.json", READS + "def f(name): return load(f'{name}.json')\n"),
        ("tests/data/phones.json", READS + "x = Path('data').iterdir()\n"),
        ("tests/test_b.py", READS + "x = Path('.').glob('*.py')\n"),
        ("try_it.py", READS + "x = [p for p in Path('.').iterdir() if p.suffix == '.py']\n"),
        ("tests/impl/a.py", "__path__ = ['te' + 'sts/im' + 'pl']\n"),
        ("tests/test_mine.py", "import sys\nsys.path.insert(0, 'tests/impl')\n"),
        ("notes/plan.md", '"""See notes/plan.md."""\nopen\n'),
    ],
)
def test_notes_tests_and_what_nothing_names_are_not_code(path, text):
    extra = {path: "x = 1\n", "shop/user.py": text, "tests/impl/a.py": "", "shop/phones.json": "{}"}
    assert path not in code_of(**extra)


def test_the_tests_that_code_needs_bring_what_they_import_themselves():
    code = code_of(**{
        "shop/user.py": "from tests.impl import a\n",
        "tests/__init__.py": "", "tests/impl/__init__.py": "", "tests/impl/a.py": "from . import b\n",
        "tests/impl/b.py": "", "tests/impl/c.py": "",
    })  # fmt: skip
    assert {path for path in code if path.startswith("tests/")} == {
        "tests/__init__.py", "tests/impl/__init__.py", "tests/impl/a.py", "tests/impl/b.py",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["netrc.py", "random.py", "json/__init__.py", "http/__init__.py"])
def test_what_takes_the_place_of_a_library_of_python_is_code(path):
    assert path in code_of(**{path: "x = 1\n"})


@pytest.mark.parametrize("path", ["json/data.py", "json/data.txt", "netrc.txt", "docs/netrc.py"])
def test_what_only_looks_like_it_is_not(path):
    assert path not in code_of(**{path: "x = 1\n"})


def test_code_without_end_is_not_followed():
    chain = {f"m{n}.py": f"import m{n + 1}\n" + "#" * 60_000 for n in range(100)}
    code = code_of(**{"shop/user.py": "import m0\n", **chain})
    assert MAX_CODE_BYTES // 60_000 <= len([path for path in code if path.startswith("m")]) < 20


LEFT = ["tests/impl/__init__.py", "tests/impl/a.py", "notes.md", "shop/README.md"]


@pytest.mark.parametrize(
    ("seen", "named"),
    [
        ("ModuleNotFoundError: No module named 'tests'", "tests"),
        ("ModuleNotFoundError: No module named 'tests.impl'", "tests.impl"),
        ("ModuleNotFoundError: No module named 'tests.impl.a'", "tests.impl.a"),
        ("[Errno 2] No such file or directory: '/w/tests/impl/a.py'", "/w/tests/impl/a.py"),
    ],
)
def test_a_test_that_is_missing_is_explained(seen, named):
    told = Missing(LAYOUT, LEFT).explained(seen)
    assert told.startswith(f"{seen}. `{named}` is not there when your code is graded: tests may change")


def test_a_note_that_is_missing_is_explained():
    told = Missing(LAYOUT, LEFT).explained("FileNotFoundError: [Errno 2] No such file: 'shop/README.md'")
    assert "`shop/README.md` is not there when your code is graded. Only code is there" in told


@pytest.mark.parametrize(
    "seen", ["No module named 'pandas'", "it said 'a'", "no 'md'", "'s' and 'd'", "plain"]
)
def test_other_failures_are_left_as_they_are(seen):
    assert Missing(LAYOUT, LEFT).explained(seen) == seen
