"""The piece of code that decided on an error is the file that raises it, if what it must know stands there."""

from __future__ import annotations

import ast

import pytest
from kata.grader.exam.process import submitted
from kata.grader.toolkit import Raised, Returned, are_two, raising_piece, tells_kinds_apart, writes_number

JUDGE = "class Refused(Exception):\n    pass\n\n\ndef judge(status):\n    if status == 400 or status in (401, 403):\n        raise Refused\n"
FILES = {
    "web.py": JUDGE,
    "milk.py": JUDGE,
    "first.py": "import web\n\n\ndef send():\n    web.judge(400)\n",
    "second.py": "import web\n\n\ndef send():\n    web.judge(400)\n",
    "third.py": "import milk\n\n\ndef send():\n    milk.judge(400)\n",
    "raises.py": "import web\n\n\ndef send():\n    raise web.Refused\n",
    "well.py": "def send():\n    pass\n",
}


@pytest.fixture
def judging(start):
    subject = start(FILES)
    return lambda module: raising_piece(
        subject.call(f"{module}:send"), lambda path: FILES.get(path, "").encode(), tells_kinds_apart
    )


def test_one_file_that_judges_for_two_is_one_piece(judging):
    first, second = judging("first"), judging("second")
    assert first is not None
    assert first.words == "`judge` in web.py"
    assert [(place.path, place.line) for place in first.evidence("judges")] == [("web.py", 7)]
    assert not are_two(first, second)


def test_two_files_that_judge_are_two_pieces(judging):
    assert are_two(judging("first"), judging("third"))


@pytest.mark.parametrize("module", ["raises", "well"])
def test_code_that_judges_nothing_is_no_piece(judging, module):
    assert judging(module) is None


def test_what_a_child_tells_of_no_file_is_no_piece():
    assert raising_piece(Raised(("shop.Refused",), "", ()), lambda _path: b"", tells_kinds_apart) is None
    assert raising_piece(Returned(None), lambda _path: b"", tells_kinds_apart) is None
    assert raising_piece(None, lambda _path: b"", tells_kinds_apart) is None


def test_a_number_is_written_in_code_and_not_in_a_text():
    knows = writes_number(140, 141)
    assert knows(ast.parse("def f(text):\n    return len(text) < 141\n"))
    assert not knows(
        ast.parse('"""At most 140."""\n\ndef f(text, limit=14):\n    return len(text) > limit * 10\n')
    )
    assert not knows(ast.parse("LIMIT = '140'\n"))


@pytest.mark.parametrize("path", ["../secret.py", "gone.py", "shop", "shop/out.py", "", "a\0b", "a" * 300])
def test_no_path_that_a_child_tells_leads_out_of_the_submission(tmp_path, path):
    tree = tmp_path / "tree"
    (tree / "shop").mkdir(parents=True)
    (tree / "shop" / "one.py").write_text("ONE = 1\n")
    (tmp_path / "secret.py").write_text("SECRET = 1\n")
    (tree / "shop" / "out.py").symlink_to(tmp_path / "secret.py")
    assert submitted(tree, "shop/one.py") == b"ONE = 1\n"
    assert submitted(tree, path) == b""
    assert submitted(tree, str(tmp_path / "secret.py")) == b""
