"""Existing code is not modified."""

from __future__ import annotations

import ast

import pytest
from kata.grader.rules.unmodified import judge

SENDER = "shop/sender.py"


def changed(make_case, closed, old, new, path=SENDER):
    assert old in closed[path]
    return judge(make_case({path: closed[path].replace(old, new)}))


def messages(judgement):
    return " ".join(item.message for item in judgement.evidence)


def test_nothing_changed_passes(make_case):
    assert judge(make_case()).outcome == "passed"


def test_new_files_and_a_new_root_pass(make_case):
    case = make_case(
        {"shop/retry.py": "class Retry:\n    pass\n", "shop/__init__.py": "from .retry import Retry\n"}
    )
    assert judge(case).outcome == "passed"


@pytest.mark.parametrize(
    "path",
    ["tests/test_mine.py", "notes.md", "README.md", "settings.py", "clients/orders.py", "shop/notes.md"],
)
def test_files_that_are_free_or_have_their_own_rule_pass(make_case, path):
    assert judge(make_case({path: "x = 3\n"})).outcome == "passed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# one request", "# a single request"),
        ("        # one request\n", ""),
        ('"""Sends over HTTP."""', '"""Sends."""'),
        ('"""Sends over HTTP."""\n', ""),
        ('"""Sends."""\n', ""),
        ("class Failure(Exception):\n    pass", 'class Failure(Exception):\n    """No luck."""'),
        ("LIMIT = 140\n", 'LIMIT = 140\n"""Characters."""\n'),
    ],
)
def test_comments_and_docstrings_alone_are_told(make_case, closed, old, new):
    judgement = changed(make_case, closed, old, new)
    assert judgement.outcome == "told"
    assert "has other comments" in messages(judgement)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 140\n\n\n", "LIMIT  =  140\n"),
        ("timeout=3):", "timeout=3,\n    ):"),
        ("return text[:LIMIT]", "return (text[: LIMIT])"),
        ("140", "1_40"),
        ('{"to": to', "{'to': to"),
        ("    ", "\t"),
    ],
)
def test_layout_alone_is_told(make_case, closed, old, new):
    judgement = changed(make_case, closed, old, new)
    assert judgement.outcome == "told"
    assert "has another layout" in messages(judgement)


@pytest.mark.parametrize("data", ["crlf", "bom", "latin"])
def test_another_encoding_of_the_same_code_is_told(make_case, closed, data):
    text = closed[SENDER]
    encoded = {
        "crlf": text.replace("\n", "\r\n").encode(),
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "latin": b"# -*- coding: latin-1 -*-\n" + text.encode("latin-1"),
    }[data]
    assert judge(make_case({SENDER: encoded})).outcome == "told"


def test_sorted_imports_are_layout(make_case):
    before = {"shop/a.py": "import os\nimport json\nfrom x import b, a\n"}
    case = make_case(
        {"shop/a.py": "import json\nimport os\nfrom x import a\nfrom x import b\n"}, before=before
    )
    assert judge(case).outcome == "told"


def test_imports_that_shadow_each_other_may_not_be_sorted(make_case):
    before = {"shop/a.py": "from x import f\nfrom y import f\n"}
    case = make_case({"shop/a.py": "from y import f\nfrom x import f\n"}, before=before)
    assert judge(case).outcome == "failed"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (">= 500", "> 500", "`Sender.send` in `shop/sender.py` was modified: 1 line (body)"),
        ("timeout=3)", "timeout=4)", "`Sender.__init__` in `shop/sender.py` was modified: 1 line (defaults)"),
        ("url, timeout=3", "url, wait, timeout=3", "(parameters)"),
        (
            "Failure(Exception)",
            "Failure(ValueError)",
            "`Failure` in `shop/sender.py` was modified: 1 line (bases)",
        ),
        ("class Sender:", "@print\nclass Sender:", "(decorators)"),
        (
            "    def send",
            "    @retry\n    def send",
            "`Sender.send` in `shop/sender.py` was modified: 1 line (decorators)",
        ),
        ("LIMIT = 140", "LIMIT = 150", "`LIMIT` in `shop/sender.py` was modified: 1 line"),
        ("attempts = 1", "attempts = True", "`Sender.attempts` in `shop/sender.py` was modified"),
        (
            "    def send",
            "    def again(self):\n        pass\n\n    def send",
            "`Sender` in `shop/sender.py` was extended with `Sender.again`",
        ),
        ("def checked", "def more():\n    pass\n\n\ndef checked", "`more` was added to the existing file"),
        ("def checked", "def proved", "`checked` in `shop/sender.py` was renamed, now `proved`"),
        ("    def send", "    async def send", "async"),
        ("import requests", "import requests as r", "import requests as r"),
        ("def send(self, to, text)", "def send(self, to, text: str)", "parameters or annotations"),
        ("class Failure(Exception):\n    pass\n\n\n", "", "`Failure` was removed from"),
    ],
)
def test_changed_code_fails_and_is_named(make_case, closed, old, new, told):
    judgement = changed(make_case, closed, old, new)
    assert judgement.outcome == "failed"
    assert told in messages(judgement)
    assert all(item.path == SENDER and item.line >= 1 and item.excerpt for item in judgement.evidence)


def test_methods_in_another_order_fail(make_case):
    one, two = "    def a(self):\n        return 1\n", "    def b(self):\n        return 2\n"
    before = {"shop/a.py": "class A:\n" + one + two}
    judgement = judge(make_case({"shop/a.py": "class A:\n" + two + one}, before=before))
    assert judgement.outcome == "failed"
    assert "moved to another place in its file" in messages(judgement)


def test_a_class_moved_and_re_exported_is_understood(make_case, closed):
    text = closed[SENDER]
    start = text.index("class Failure")
    end = text.index("class Sender")
    new = text[:start] + text[end:].replace(
        "class Sender", "from .errors import Failure\n\n\nclass Sender", 1
    )
    judgement = judge(make_case({SENDER: new, "shop/errors.py": text[start:end]}))
    assert judgement.outcome == "failed"
    assert "`Failure` was moved from `shop/sender.py` to `shop/errors.py`, and is only imported" in messages(
        judgement
    )


def test_a_file_that_is_no_longer_python_fails(make_case):
    assert judge(make_case({SENDER: "def ("})).outcome == "failed"


def test_a_data_file_beside_the_code_is_code(make_case):
    case = make_case({"shop/rates.json": "{1}"}, before={"shop/rates.json": "{}"})
    assert judge(case).outcome == "failed"


def test_a_data_file_that_code_reads_is_code(make_case):
    before = {
        "data/rates.txt": "1\n",
        "shop/rates.py": "def f():\n    return open('data/rates.txt').read()\n",
    }
    assert judge(make_case({"data/rates.txt": "2\n"}, before=before)).outcome == "failed"


def test_a_python_file_elsewhere_that_code_imports_is_code(make_case):
    before = {"lib/more.py": "x = 1\n", "shop/b.py": "from lib import more\n"}
    assert judge(make_case({"lib/more.py": "x = 2\n"}, before=before)).outcome == "failed"
    assert judge(make_case({"lib/more.py": "x = 2\n"}, before={"lib/more.py": "x = 1\n"})).outcome == "told"


def test_tests_that_the_module_uses_are_no_longer_free(make_case):
    before = {"tests/fakes.py": "x = 1\n", "shop/b.py": "from tests.fakes import x\n"}
    assert judge(make_case({"tests/fakes.py": "x = 2\n"}, before=before)).outcome == "failed"


def test_a_deleted_file_is_left_to_its_own_rule(make_case):
    assert judge(make_case({SENDER: None})).outcome == "passed"


def test_docstrings_that_code_acts_on_are_code(make_case):
    before = {"shop/b.py": '"""one"""\nWORDS = __doc__.split()\n'}
    assert (
        judge(make_case({"shop/b.py": '"""two"""\nWORDS = __doc__.split()\n'}, before=before)).outcome
        == "failed"
    )


def test_every_awkward_form_of_source_is_compared(make_case):
    text = """
from __future__ import annotations
import typing
if typing.TYPE_CHECKING:
    import json
try:
    import fast
except ImportError:
    fast = None
class Außen[0]:
    pass
"""
    text = text.replace("class Außen[0]", "class Außen")
    text += """
class A(typing.Generic[T], metaclass=M):
    class Inner:
        x: int
        async def f(self, *, a: int = 1, **k) -> None:
            async with a as b, c:
                await b
    @property
    def p(self): return 1
    @p.setter
    def p(self, v): pass
def g(v):
    match v:
        case {"a": [1, *rest]} | A(x=1): return rest
        case _: pass
\x0c
x = y = 1; z: int = 2; z += 1
"""
    ast.parse(text)
    before = {"shop/b.py": text}
    assert (
        judge(make_case({"shop/b.py": text.replace("\n\x0c\n", "\n\n# c\n")}, before=before)).outcome
        == "told"
    )
    for old, new in [
        ("[1, *rest]", "[2, *rest]"),
        ("json", "jsons"),
        ("fast = None", "fast = 1"),
        ("a: int = 1", "a: int = 2"),
        ("x: int\n", "x: str\n"),
        ("z += 1", "z -= 1"),
        ("metaclass=M", "metaclass=N"),
        ("p.setter", "p.deleter"),
        ("Außen", "Aussen"),
    ]:
        judgement = judge(make_case({"shop/b.py": text.replace(old, new)}, before=before))
        assert judgement.outcome == "failed", old


READ = "from pathlib import Path\n\nTEXT = Path('shop/pauses.md').read_text()\n"


def test_notes_that_code_reads_are_code(make_case):
    before = {"shop/pauses.md": "0 2 4\n", "shop/pauses.py": READ}
    judgement = judge(make_case({"shop/pauses.md": "0\n"}, before=before))
    assert judgement.outcome == "failed"
    assert "`shop/pauses.md` changed" in messages(judgement)


def test_notes_that_only_new_code_reads_are_new_code(make_case):
    before = {"shop/pauses.md": "nothing yet\n"}
    case = make_case({"shop/pauses.md": "0 2 4\n", "shop/pauses.py": READ}, before=before)
    assert judge(case).outcome == "passed"


def test_a_test_that_closed_code_imports_is_closed(make_case):
    before = {"tests/impl.py": "PAUSES = (0,)\n", "shop/pauses.py": "from tests.impl import PAUSES\n"}
    judgement = judge(make_case({"tests/impl.py": "PAUSES = (0, 2, 4)\n"}, before=before))
    assert judgement.outcome == "failed"
    assert "`tests/impl.py`" in messages(judgement)


NOTE = '# no pauses\ndef again():\n    """Stands for it."""\n'

READERS = {
    "comments": "import inspect\nfrom .note import again\nTEXT = inspect.getcomments(again)\n",
    "a source by name": "from inspect import getsource as text\nfrom . import note\nTEXT = text(note)\n",
    "lines": "import linecache\nTEXT = linecache.getline('shop/note.py', 1)\n",
    "tokens": "import tokenize\nTEXT = list(tokenize.generate_tokens(open('shop/note.py').readline))\n",
    "a loader": "from . import note\nTEXT = note.__loader__.get_source('shop.note')\n",
    "a file by name": "from pathlib import Path\nTEXT = (Path(__file__).parent / 'note.py').read_text()\n",
    "all files": "from pathlib import Path\nTEXT = [p.read_text() for p in Path('shop').glob('*.py')]\n",
    "where code stands": "from .note import again\nTEXT = list(again.__code__.co_lines())\n",
}


@pytest.mark.parametrize("name", READERS)
def test_a_comment_that_code_reads_is_code(make_case, name):
    before = {"shop/note.py": NOTE, "shop/reader.py": READERS[name]}
    judgement = judge(make_case({"shop/note.py": NOTE.replace("no pauses", "0 2 4")}, before=before))
    assert judgement.outcome == "failed"
    assert "has other comments" in messages(judgement)


@pytest.mark.parametrize(
    "reading",
    [
        "TEXT = open(__file__).read()\n",
        "from pathlib import Path\nTEXT = Path(__file__).read_text()\n",
        "from pathlib import Path\nME = Path(__file__)\nTEXT = ME.read_bytes()\n",
        "WHERE = __file__\nTEXT = open(WHERE).read()\n",
        "import io\nTEXT = io.open(__file__).readlines()\n",
    ],
)
def test_a_comment_of_a_file_that_reads_itself_is_code(make_case, reading):
    before = {"shop/note.py": f"# no pauses\n{reading}", "shop/other.py": NOTE}
    changed = {"shop/note.py": f"# 0 2 4\n{reading}"}
    assert judge(make_case(changed, before=before)).outcome == "failed"
    other = {"shop/other.py": NOTE.replace("no pauses", "0 2 4")}
    assert judge(make_case(other, before=before)).outcome == "told"


def test_a_docstring_that_code_asks_for_is_code(make_case):
    reader = "import inspect\nfrom .note import again\nTEXT = inspect.getdoc(again)\n"
    before = {"shop/note.py": NOTE, "shop/reader.py": reader}
    judgement = judge(make_case({"shop/note.py": NOTE.replace("Stands", "0 2 4")}, before=before))
    assert judgement.outcome == "failed"


@pytest.mark.parametrize(
    "text",
    [
        "from pathlib import Path\nTEXT = (Path(__file__).parent / 'waits.json').read_text()\n",
        "from pathlib import Path\nHERE = Path(__file__).parent\nTEXT = (HERE / 'waits.json').read_text()\n",
        "import os\nTEXT = open(os.path.join(os.path.dirname(__file__), 'waits.json')).read()\n",
        "from pathlib import Path\nME = Path(__file__)\nTEXT = (ME.parent / 'waits.json').read_text()\n",
        "import os\nHERE = os.path.dirname(__file__)\nTEXT = open(HERE + '/waits.json').read()\n",
        "from pathlib import Path\nTEXT = Path(__file__).with_name('waits.json').read_text()\n",
        "import logging\nLOG = logging.FileHandler('a.log')\nx = open('note.py.log')\n",
        "import inspect\nx = inspect.signature(print)\n",
        "import traceback\nx = traceback.format_exc()\n",
    ],
)
def test_comments_stay_free_where_only_data_is_read(make_case, text):
    before = {"shop/note.py": NOTE, "shop/reader.py": text, "shop/waits.json": "[]"}
    judgement = judge(make_case({"shop/note.py": NOTE.replace("no pauses", "0 2 4")}, before=before))
    assert judgement.outcome == "told"
    changed = {"shop/reader.py": "# a remark\n" + text}
    assert judge(make_case(changed, before=before)).outcome == "told"
