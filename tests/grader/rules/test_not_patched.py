"""New code alters nothing that exists."""

from __future__ import annotations

import pytest
from kata.grader.rules.not_patched import judge

HONEST = {
    "own attributes": "class A:\n    def __init__(self, inner):\n        self.inner = inner\n        self.send = inner.send\n",
    "wrapper": """
from .sender import Failure
class Retrying:
    def __init__(self, inner, waits):
        self._inner = inner
        self._waits = waits
    def send(self, to, text):
        self._inner.send(to, text)
""",
    "functools.wraps": """
import functools
def retry(send):
    @functools.wraps(send)
    def wrapper(*args):
        return send(*args)
    wrapper.__name__ = send.__name__
    wrapper.send = 3
    return wrapper
""",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 1\n    def grow(self):\n        self.x += 1\n",
    "frozen": "class A:\n    def __init__(self, x):\n        object.__setattr__(self, 'x', x)\n        super().__setattr__('y', 1)\n",
    "session": """
import functools
import requests
session = requests.Session()
session.headers.update({'a': 'b'})
session.timeout = 3
session.request = functools.partial(session.request, timeout=3)
class Http:
    def __init__(self):
        self._session = requests.Session()
        self._session.headers['x'] = 'y'
        self._session.verify = False
""",
    "data on an object of closed code": "from .sender import Sender\ns = Sender('x')\ns.label = 'x'\n",
    "subclass": "from .sender import Sender\nclass B(Sender):\n    attempts = 3\n    def send(self, to, text):\n        super().send(to, text)\n        self.attempts = 2\n        type(self).attempts += 1\n",
    "object of a new class": "from .state import New\ns = New()\ns.send = print\n",
    "registry": "from .sender import Sender\nKINDS = {}\nKINDS['a'] = Sender\nKINDS.update(b=Sender)\n",
    "class decorator on new classes": """
def tagged(cls):
    original = cls.send
    def send(self, *a):
        return original(self, *a)
    cls.send = send
    return cls
@tagged
class New:
    def send(self, to, text):
        pass
""",
    "parametrised class decorator on new classes": """
def tagged(times):
    def decorate(cls):
        cls.send = cls.send
        return cls
    return decorate
@tagged(3)
class New:
    def send(self, to, text):
        pass
""",
    "new module state": "from . import state\nstate.current = 3\n",
    "own module": "import sys\nsys.modules[__name__].x = 1\nglobals()['y'] = 2\n",
    "environment": "import os\nos.environ['A'] = 'b'\n",
    "borg": "class A:\n    shared = {}\n    def __init__(self):\n        self.__dict__ = self.shared\n        self.__dict__.update(a=1)\n        vars(self).update(b=2)\n",
    "global": "_client = None\ndef client():\n    global _client\n    _client = object()\n    return _client\n",
    "property": "def f(thing):\n    thing.url = make()\n",
    "class level counter": "class A:\n    n = 0\n    @classmethod\n    def more(cls):\n        cls.n += 1\n        A.n += 1\n",
    "regular expression": "import re\nP = re.compile('x')\n",
    "tuple of own": "class A:\n    def go(self, a, b):\n        self.a, self.b = a, b\n        (self.c, *self.d) = a\n",
}

PATCHING = {
    "library function": "import requests\nrequests.post = print\n",
    "library through alias": "import requests as r\nq = r\nq.post = print\n",
    "library submodule": "import requests.api\nrequests.api.post = print\n",
    "time": "import time\ndef f():\n    time.sleep = print\n",
    "method of a closed class": "from .sender import Sender\nSender.send = print\n",
    "class through module": "from . import sender\nsender.Sender.send = print\n",
    "absolute module": "import shop.sender\nshop.sender.Sender.send = print\n",
    "class of a module": "import shop.sender as s\nclass B(s.Sender):\n    pass\ns.Sender = B\n",
    "constant": "from . import sender\nsender.LIMIT = 3\n",
    "in place": "from . import sender\nsender.LIMIT += 3\n",
    "re-exported": "from shop import Sender\nSender.send = print\n",
    "star import": "from .sender import *\nSender.send = print\n",
    "alias": "from .sender import Sender\nK = Sender\nK.send = print\n",
    "loop": "from .sender import Sender, Failure\nfor k in (Failure, Sender):\n    k.send = print\n",
    "setattr": "from .sender import Sender\nsetattr(Sender, 'send', print)\n",
    "setattr unknown name": "from .sender import Sender\nfor n in dir(Sender):\n    setattr(Sender, n, print)\n",
    "delattr": "from .sender import Sender\ndelattr(Sender, 'send')\n",
    "del": "from .sender import Sender\ndel Sender.send\n",
    "type.__setattr__": "from .sender import Sender\ntype.__setattr__(Sender, 'send', print)\n",
    "sys.modules": "import sys\nsys.modules['shop.sender'] = object()\n",
    "sys.modules update": "from sys import modules\nmodules.update({'shop.sender': object()})\n",
    "sys.modules lookup": "import sys\nsys.modules['shop.sender'].LIMIT = 3\n",
    "import_module": "import importlib\nimportlib.import_module('.sender', 'shop').LIMIT = 1\n"
    "importlib.import_module('shop.sender').LIMIT = 1\n",
    "class of an object": "from .sender import Sender\nclass B(Sender):\n    pass\ns = Sender('x')\ns.__class__ = B\n",
    "class of a parameter": "def f(s):\n    s.__class__ = int\n",
    "method of an object": "from .sender import Sender\ns = Sender('x')\ns.send = print\n",
    "method of a held object": "class A:\n    def __init__(self, inner):\n        self._inner = inner\n    def go(self):\n        self._inner.send = print\n",
    "method of a parameter": "def wrap(s):\n    old = s.send\n    def send(*a):\n        old(*a)\n    s.send = send\n    return s\n",
    "class decorator used on a closed class": "from .sender import Sender\ndef d(cls):\n    cls.post = print\n    return cls\nR = d(Sender)\n",
    "constructor that patches": "from .sender import Sender\nclass P:\n    def __init__(self, inner):\n        inner.send = print\np = P(Sender('x'))\n",
    "class through type": "from .sender import Sender\ntype(Sender('x')).send = print\n",
    "class through __class__": "from .sender import Sender\nSender('x').__class__.send = print\n",
    "defaults": "from .sender import Sender\nSender.__init__.__defaults__ = (9,)\n",
    "code": "from .sender import checked\ndef f(t): return t\nchecked.__code__ = f.__code__\n",
    "globals of a function": "from .sender import checked\nchecked.__globals__['LIMIT'] = 9\n",
    "module dict": "from . import sender\nsender.__dict__['LIMIT'] = 9\n",
    "vars": "from . import sender\nvars(sender)['LIMIT'] = 9\n",
    "vars update": "from . import sender\nvars(sender).update(LIMIT=9)\n",
    "object dict": "from .sender import Sender\ns = Sender('x')\ns.__dict__['send'] = print\n",
    "getattr": "from . import sender\ngetattr(sender, 'Sender').send = print\n",
    "object from an own factory": "from .sender import Sender\ndef make():\n    return Sender('x')\ns = make()\ns.send = print\n",
    "object from a new factory": "from .state import make\ns = make()\ns.send = print\n",
    "method set to nothing": "from .sender import Sender\ns = Sender('x')\ns.send = None\n",
    "dict exchanged": "from .sender import Sender\ns = Sender('x')\ns.__dict__ |= {'send': print}\n",
    "path of a package": "import shop\nshop.__path__.insert(0, 'elsewhere')\n",
    "library of a closed module": "from . import sender\nsender.requests.post = print\n",
    "library handed on": "import requests\ndef a(m):\n    b(m)\ndef b(m):\n    m.post = print\na(requests)\n",
    "closed class by keyword": "from .sender import Sender\ndef a(*, k):\n    k.url = print\na(k=Sender)\n",
    "mock": "from unittest import mock\nfrom .sender import Sender\nmock.patch.object(Sender, 'send').start()\n",
    "mock decorator": "from unittest.mock import patch\n@patch('shop.sender.LIMIT', 3)\ndef f():\n    pass\n",
    "builtins": "import builtins\nbuiltins.print = None\n",
    "gc": "import gc\nx = gc.get_objects()\n",
    "ctypes": "import ctypes\nx = ctypes.pythonapi\n",
    "frame": "import sys\nsys._getframe(1).f_globals['LIMIT'] = 9\n",
    "meta path": "import sys\nsys.meta_path.insert(0, None)\n",
    "bases": "from .sender import Sender\nSender.__bases__ = (object,)\n",
    "tuple target": "from . import sender\nx, sender.LIMIT = 1, 2\n",
    "for target": "from . import sender\nfor sender.LIMIT in (1, 2):\n    pass\n",
    "with target": "from . import sender\nwith open('x') as sender.LIMIT:\n    pass\n",
    "imported object": "from shop import sender\nsender.send = print\n",
    "local import": "def f():\n    from .sender import Sender\n    Sender.send = print\n",
    "settings": "import settings\nsettings.URL = 'x'\n",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_code_passes(make_case, name):
    judgement = judge(
        make_case({"shop/new.py": HONEST[name], "shop/state.py": "current = 1\nclass New:\n    pass\n"})
    )
    assert judgement.outcome == "passed", judgement.seen


@pytest.mark.parametrize("name", PATCHING)
def test_patching_fails(make_case, name):
    factory = "from .sender import Sender\ndef make():\n    return Sender('x')\n"
    judgement = judge(make_case({"shop/new.py": PATCHING[name], "shop/state.py": factory}))
    assert judgement.outcome == "failed"
    finding = judgement.evidence[0]
    assert finding.path == "shop/new.py"
    assert finding.line >= 1
    assert finding.excerpt


def test_a_patch_in_the_root_fails(make_case, closed):
    root = closed["shop/__init__.py"] + "Sender.send = print\n"
    assert judge(make_case({"shop/__init__.py": root})).outcome == "failed"


def test_a_path_of_the_root_that_leads_elsewhere_fails(make_case, closed):
    root = closed["shop/__init__.py"] + "__path__ = ['elsewhere']\n"
    assert judge(make_case({"shop/__init__.py": root})).outcome == "failed"


def test_a_patch_that_was_there_when_the_stage_was_closed_is_not_new(make_case, closed):
    root = "import time\ntime.sleep = print\n"
    case = make_case({"shop/__init__.py": root + "x = 1\n"}, before={"shop/__init__.py": root})
    assert judge(case).outcome == "passed"


def test_the_trainees_own_tests_may_patch(make_case):
    assert judge(make_case({"tests/test_b.py": PATCHING["mock"]})).outcome == "passed"


def test_a_new_top_level_module_with_the_name_of_a_used_library_fails(make_case):
    assert judge(make_case({"requests.py": "def post(): pass\n"})).outcome == "failed"
    assert judge(make_case({"shop/requests.py": "def post(): pass\n"})).outcome == "passed"


def test_text_run_as_code_is_told(make_case):
    judgement = judge(make_case({"shop/new.py": "exec('x = 1')\n"}))
    assert judgement.outcome == "told"
    assert judgement.evidence[0].line == 1


def test_a_changed_search_path_is_told(make_case):
    assert judge(make_case({"shop/new.py": "import sys\nsys.path.insert(0, 'x')\n"})).outcome == "told"


TABLE = (
    "from .sender import Sender, checked\nLIMIT = 3\nKINDS = {'http': Sender, 'check': checked, 'most': 5}\n"
    "RULES = [checked, Sender]\n"
)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("kinds.KINDS.update(http=New)", "failed"),
        ("kinds.KINDS.update({'check': New})", "failed"),
        ("kinds.KINDS['http'] = New", "failed"),
        ("del kinds.KINDS['http']", "failed"),
        ("kinds.KINDS.pop('check')", "failed"),
        ("kinds.KINDS.clear()", "failed"),
        ("kinds.KINDS |= {'http': New}", "failed"),
        ("from .kinds import KINDS\nKINDS |= {'http': New}", "failed"),
        ("kinds.RULES[0] = New", "failed"),
        ("kinds.RULES[-1] = New", "failed"),
        ("kinds.RULES[:] = [New]", "failed"),
        ("del kinds.RULES[1]", "failed"),
        ("kinds.RULES.remove(kinds.Sender)", "failed"),
        ("kinds.RULES.pop()", "failed"),
        ("kinds.RULES.append(New)", "passed"),
        ("kinds.RULES += [New]", "passed"),
        ("mine = [*kinds.RULES]\nmine[0] = New", "passed"),
        ("kinds.KINDS |= {'ftp': New}", "passed"),
        ("mine = kinds.KINDS | {'http': New}", "passed"),
        ("kinds.KINDS['ftp'] = New", "passed"),
        ("kinds.KINDS.update(ftp=New)", "passed"),
        ("kinds.KINDS.setdefault('http', New)", "passed"),
        ("kinds.KINDS['most'] += 1", "passed"),
        ("mine = dict(kinds.KINDS)\nmine['http'] = New", "passed"),
        ("mine = {**kinds.KINDS, 'http': New}", "passed"),
    ],
)
def test_a_table_of_closed_code_may_grow_and_keeps_what_it_holds(make_case, line, outcome):
    new = f"from . import kinds\nclass New: ...\n{line}\n"
    judgement = judge(make_case({"shop/new.py": new}, before={"shop/kinds.py": TABLE}))
    assert judgement.outcome == outcome, judgement
