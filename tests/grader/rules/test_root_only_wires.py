"""The root holds wiring only."""

from __future__ import annotations

import pytest
from kata.grader.rules.root_only_wires import judge

WIRING = [
    "",
    '"""Docs."""\n__all__ = ["sender"]\n',
    "from .sender import Sender as S, Failure\nimport settings\nsender = S(settings.URL, timeout=2 * 3)\n",
    "from .sender import *\n__all__ = ['x'] + ['y']\n__all__ += ['z']\n",
    "from functools import partial\nsend = partial(print, *['a'], **{'sep': ''})\n",
    "from .sender import retry\nsend = retry(times=3)(print)\n",
    "a, (b, *c) = 1, (2, 3)\nx: int = 3\ny: 'int'\nz: list[int] | None = [1]\n",
    "from .router import Router\nmake_router = Router\nrouter: Router = make_router([(1, 80), (2, 100 - 80)])\n",
    "names = {'a': 1}['a']\nlabel = f'{names:>{3}}'\npart = 'abc'[1:2]\nneg = -1\n",
    "import re\npattern = re.compile('x')\nkind = type(pattern)\nkinds: list[type[int]] = [int]\n",
    "a = b = 3\npass\n'''attribute docs'''\n",
]

LOGIC = {
    "if": "import os\nif os.name:\n    x = 1\n",
    "function": "def f():\n    return 1\n",
    "class": "class A:\n    pass\n",
    "lambda": "f = lambda: 1\n",
    "conditional": "x = 1 if 2 else 3\n",
    "comprehension": "x = [i for i in (1, 2)]\n",
    "generator in a call": "x = list(i for i in (1, 2))\n",
    "walrus": "x = (y := 3)\n",
    "or": "import os\nx = os.environ.get('A') or 'b'\n",
    "comparison": "x = {True: 1, False: 2}[1 > 2]\n",
    "not": "x = (1, 2)[not 3]\n",
    "bare call": "print('x')\n",
    "three-argument type": "T = type('T', (), {})\n",
    "type passed on": "from functools import partial\nT = partial(type, 'T')((), {})\n",
    "starred type": "T = type(*['T', (), {}])\n",
    "aliased exec": "run = exec\n",
    "eval": "x = eval('1 if 2 else 3')\n",
    "builtins.eval": "import builtins\nx = builtins.eval('1')\n",
    "getattr eval": "import builtins\nx = getattr(builtins, 'exec')('1')\n",
    "import by hand": "m = __import__('os')\n",
    "setattr": "x = setattr(print, 'a', 1)\n",
    "logic in an f-string": "x = f'{1 if 2 else 3}'\n",
    "logic in a format specification": "x = f'{1:{2 if 3 else 4}}'\n",
    "logic in a slice": "x = 'abc'[1 if 2 else 0:]\n",
    "logic in an annotation": "x: (lambda: 1) = 3\n",
    "logic in a keyword": "x = dict(a=1 or 2)\n",
    "attribute": "import os\nos.x = 1\n",
    "item": "d = {}\nd['a'] = 1\n",
    "for": "for i in (1, 2):\n    x = i\n",
    "while": "while 0:\n    pass\n",
    "try": "try:\n    import a\nexcept ImportError:\n    pass\n",
    "with": "with open('x') as f:\n    pass\n",
    "match": "match 1:\n    case 1:\n        x = 1\n",
    "del": "x = 1\ndel x\n",
    "assert": "assert 1\n",
    "typing block": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n",
    "syntax error": "x = (\n",
}


@pytest.mark.parametrize("text", WIRING)
def test_wiring_passes(make_case, text):
    assert judge(make_case({"shop/__init__.py": text})).outcome == "passed"


@pytest.mark.parametrize("name", LOGIC)
def test_logic_fails(make_case, name):
    judgement = judge(make_case({"shop/__init__.py": LOGIC[name]}))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "shop/__init__.py"
    assert judgement.evidence[0].line >= 1


def test_a_finding_shows_its_line(make_case):
    judgement = judge(make_case({"shop/__init__.py": '"""Docs."""\n\nx = 1 or 2\n'}))
    (finding,) = judgement.evidence
    assert (finding.line, finding.excerpt) == (3, "x = 1 or 2")


def test_a_missing_root_holds_no_logic(make_case):
    assert judge(make_case({"shop/__init__.py": None})).outcome == "passed"
