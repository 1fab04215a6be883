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
    "import requests\nsession = requests.Session()\nsession.trust_env = False\nsession.headers['X-Access-Token'] = 't'\n",
    "import httpx, settings\nhttp = httpx.Client()\nhttp.headers['A'], http.timeout = settings.A, 3\n",
    "from .sender import Sender\nsender = Sender('x')\nsender.timeout = 3\nsender.session.headers['a'] = 'b'\n",
    "import requests\nsession: requests.Session = requests.Session()\nsession.verify: bool = True\n",
    "import requests\nfrom .sender import Sender\ns = requests.Session()\nheaders = s.headers\nheaders['a'] = 'b'\n",
    "import requests\ns = requests.Session()\ns.get_adapter('https://').max_retries = 3\n",
    "headers = {}\nheaders['a'] = 'b'\nwaits = [0, 0]\nwaits[1] = 2\n",
    "import logging\nlog = logging.getLogger('shop')\nlog.propagate = False\n",
    "from operator import itemgetter, attrgetter\nfrom itertools import cycle\nturns = cycle([1, 2])\nname = attrgetter('x')\n",
    "import time, random, threading\nfrom .sender import Sender\ns = Sender(time, clock=time.monotonic, rng=random.Random(), lock=threading.Lock())\n",
    "import os\nurl = os.environ['URL']\nother = os.environ.get('X', 'y')\nmore = os.getenv('Z')\n",
    "from importlib.resources import files\nimport json, inspect\ntext = files('shop').joinpath('a.json').read_text()\nwaits = json.loads(text)\n",
    "import importlib.metadata\nversion = importlib.metadata.version('requests')\n",
    "import tenacity\nretry = tenacity.Retrying(stop=tenacity.stop_after_attempt(4), reraise=True)\n",
    "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n",
    "label = 'Your order: {order} is confirmed.'\nhelp_text = 'For each message: send it once.\\nIf it fails, wait.'\n",
    "from types import SimpleNamespace, MappingProxyType\nx = SimpleNamespace(a=1)\ny = MappingProxyType({})\n",
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
    "item of a module": "import os\nos.environ['A'] = 'b'\n",
    "attribute of a class": "from .sender import Sender\nSender.attempts = 3\n",
    "attribute of a class by its object": "from .sender import Sender\ns = Sender('x')\ns.__class__.attempts = 3\n",
    "attribute of what was built elsewhere": "from .sender import ready\nready.url = 'x'\n",
    "attribute of an object's class": "from .sender import Sender\ns = Sender('x')\nk = type(s)\nk.attempts = 3\n",
    "item of the names": "x = 1\nvars()['y'] = 2\n",
    "attribute behind an object": "from .sender import Sender\ns = Sender('x')\ns.send.__func__ = print\n",
    "logic in an item": "d = {}\nd[1 if 2 else 3] = 1\n",
    "logic on an object": "d = {}\nd['f'] = lambda: 1\n",
    "exec by another name": "from builtins import exec as build\nx = build('y = 1')\n",
    "exec handed on": "from functools import partial\nx = partial(exec, 'y = 1')\n",
    "exec through the built-ins": "import builtins as b\nx = b.__dict__['exec']('y')\n",
    "all built-ins handed on": "import builtins\nx = getattr(builtins, 'ex' + 'ec')('y')\n",
    "compile out of a module's list": "import sys\nx = sys.modules['builtins'].compile('y', '', 'exec')\n",
    "exec re-exported": "from .tools import run\nx = run('y = 1')\n",
    "timeit": "import timeit\nx = timeit.timeit('y = 1', number=1)\n",
    "timeit by name": "from timeit import timeit as measured\nx = measured('y = 1', number=1)\n",
    "runpy": "import runpy\nx = runpy.run_module('shop.more')\n",
    "code": "import code\nx = code.InteractiveInterpreter().runsource('y = 1')\n",
    "codeop": "from codeop import compile_command\nx = compile_command('y = 1')\n",
    "a debugger": "import pdb\nx = pdb.Pdb().run('y = 1')\n",
    "a profiler": "from cProfile import Profile\nx = Profile().run('y = 1')\n",
    "trace": "import trace\nx = trace.Trace().run('y = 1')\n",
    "doctest": "import doctest\nx = doctest.testmod()\n",
    "import_module": "import importlib\nx = importlib.import_module('shop.more')\n",
    "pickle": "from pickle import loads\nx = loads(b'')\n",
    "marshal and a function": "import marshal, types\nx = types.FunctionType(marshal.loads(b''), {})\n",
    "ctypes": "import ctypes\nx = ctypes.pythonapi\n",
    "subprocess": "from subprocess import run\nx = run(['python'])\n",
    "os.system": "import os\nx = os.system('python')\n",
    "os.execv": "from os import execv as go\nx = go('python', [])\n",
    "logging by a dictionary": "import logging.config\nx = logging.config.dictConfig({'()': print})\n",
    "methodcaller": "from operator import methodcaller\nx = methodcaller('send', 1)\n",
    "a comparison by name": "import operator\nx = operator.lt(1, 2)\n",
    "reduce": "from functools import reduce\nx = reduce(print, [1, 2])\n",
    "map": "draws = map(print, [1, 2])\n",
    "map under another name": "import builtins\neach = builtins.map\nx = each(print, [1])\n",
    "filter handed on": "from functools import partial\nchosen = partial(filter, bool)\n",
    "starmap": "from itertools import starmap\nx = starmap(print, [(1, 2)])\n",
    "a method that compares": "is_poor = (3).__gt__\n",
    "a method that compares a name": "low = 3\nis_low = low.__eq__\n",
    "a class in a text": "from .tools import build\nx = build('class A:\\n    pass')\n",
    "a function in a text": "TEXT = 'def f():\\n    return 1'\n",
    "a lambda in a text": "from .tools import build\nx = build('lambda: 1')\n",
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
    tools = "from builtins import exec as run\n\n\ndef build(text):\n    return text\n"
    judgement = judge(make_case({"shop/__init__.py": LOGIC[name], "shop/tools.py": tools}))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "shop/__init__.py"
    assert judgement.evidence[0].line >= 1


def test_a_finding_shows_its_line(make_case):
    judgement = judge(make_case({"shop/__init__.py": '"""Docs."""\n\nx = 1 or 2\n'}))
    (finding,) = judgement.evidence
    assert (finding.line, finding.excerpt) == (3, "x = 1 or 2")


def test_a_missing_root_holds_no_logic(make_case):
    assert judge(make_case({"shop/__init__.py": None})).outcome == "passed"
