"""Settings in the root alone, few parameters, and a factory that knows no names."""

import textwrap
from types import SimpleNamespace
from typing import Any

import pytest
from kata.analysis.states import States
from kata.content.kata import Layout
from kata.grader.rule import Case
from kata.grader.rules import (
    duplication,
    factory_names_none,
    few_parameters,
    settings_only_in_root,
)
from kata.workspace.snapshot import Snapshot

KATA: Any = SimpleNamespace(
    layout=Layout(clients="clients/", module="sms/", root="sms/__init__.py", tests="tests/"),
    outside="provider",
)


def case(files: dict[str, str], options: object = None, closed: dict[str, str] | None = None) -> Case:
    given = {"settings.py": b"import os\nURL = os.environ.get('URL')\n"}
    before = {path: textwrap.dedent(text).encode() for path, text in (closed or {}).items()}
    after = given | before | {path: textwrap.dedent(text).encode() for path, text in files.items()}
    return Case(
        kata=KATA,
        stage=KATA,
        states=States(Snapshot(before, ""), Snapshot(after, "")),
        given=given,
        options=options,
    )


READS = {
    "an import": "import settings\n",
    "an alias": "import settings as s\n",
    "a name from it": "from settings import URL\n",
    "a relative trick": "from .. import settings\n",
    "an import inside a function": "def f():\n    from settings import URL\n    return URL\n",
    "an import by text": "from importlib import import_module\ns = import_module('settings')\n",
    "an import by the built-in": "s = __import__('settings')\n",
    "the root's import": "from sms import settings\n",
    "through the root": "import sms\ndef f():\n    return sms.settings.URL\n",
    "a name of it from the root": "from sms import URL\n",
    "a name of it through the root": "import sms\ndef f():\n    return sms.URL\n",
    "through another module": "from sms.other import settings as s\n",
    "os.environ": "import os\nx = os.environ['URL']\n",
    "os.getenv under an alias": "import os as o\nx = o.getenv('URL')\n",
    "environ by name": "from os import environ\nx = environ.get('URL')\n",
    "environ by text": "import os\nx = getattr(os, 'environ')\n",
    "expandvars": "import os.path\nx = os.path.expandvars('$URL/a')\n",
    "expandvars by name": "from os.path import expandvars as fill\nx = fill('$URL')\n",
    "expandvars of another module": "import posixpath\nx = posixpath.expandvars('$URL')\n",
    "getenv handed on": "import os\nread = os.getenv\nx = read('URL')\n",
    "environ among the names": "import os\nx = vars(os)['environ']['URL']\n",
    "environ by an operator": "import os, operator\nx = operator.attrgetter('environ')(os)\n",
    "environ of the system": "import posix\nx = posix.environ[b'URL']\n",
    "all of os": "from os import *\nx = environ['URL']\n",
    "the process's file": "x = open('/proc/self/environ').read()\n",
    "a shell": "import subprocess\nx = subprocess.check_output(['printenv', 'URL'])\n",
    "a shell's words": "import os\nx = os.popen('echo $URL').read()\n",
    "the list of modules": "import sys\nx = sys.modules['settings'].URL\n",
    "the list of modules by name": "from sys import modules as m\nx = m.get('settings').URL\n",
    "the list of modules by a name": "import sys\nNAME = 'settings'\nx = sys.modules[NAME].URL\n",
    "a frame": "import sys\nx = sys._getframe(1).f_globals['settings']\n",
    "the file itself": "import runpy\nx = runpy.run_path('settings.py')['URL']\n",
    "the file's text": "from pathlib import Path\nx = Path('settings.py').read_text()\n",
    "what the root has built": "import sms\ndef f():\n    return sms.api.post('x')\n",
    "what the root has built, by name": "def f():\n    from sms import api\n    return api\n",
    "what the root has built, from its package": "def f():\n    from . import api\n    return api\n",
    "what the root has built, in the list of modules": "import sys\ndef f():\n    return sys.modules['sms'].api\n",
    "what the root has built, by text": "import importlib\ndef f():\n    return importlib.import_module('sms').api\n",
    "what the root has built, by getattr": "import sms\ndef f():\n    return getattr(sms, 'api')\n",
    "what the root has read": "import sms\ndef f():\n    return sms.url\n",
    "what the root has made of what it read": "def f():\n    import sms as m\n    return m.api_url\n",
}

NO_READS = {
    "a parameter called settings": "class A:\n    def __init__(self, settings):\n        self.settings = settings\n",
    "an attribute called environ": "def f(self):\n    return self.environ\n",
    "paths": "import os\nx = os.path.join('a', 'b')\n",
    "a docstring": '"""Reads settings? No: os.environ is for the root."""\n',
    "a module of its own of that name": "from . import settings\nfrom .settings import URL\nx = settings.URL\n",
    "a submodule": "from sms import errors\nfrom . import errors as e\nimport sms.errors\nx = sms.errors.Failed\n",
    "a type that the root names": "from sms import Failed\nimport sms\nx = sms.Failed\n",
    "a function that the root names": "from sms import make, made\nx = made\n",
    "a constant of the root": "from sms import LIMIT, WAITS\nx = LIMIT\n",
    "a logger of the root": "from sms import log\nx = log\n",
    "a type made in the root": "from sms import Phone\nx = Phone('1')\n",
    "what the root builds, as a type": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sms import api\n",
    "a key called settings": "def f(**options):\n    return options['settings'], options.get('environment')\n",
    "files": "x = open('settings.log')\ny = {'settings': 3}\n",
    "a system": "import platform\nsystem = platform.system()\nx = 'costs $5'\n",
    "its own modules": "import sys\nx = sys.modules[__name__]\n",
    "the home folder": "import os.path\nx = os.path.expanduser('~/a')\n",
    "a dictionary": "d = {}\nx = d.get('settings')\n",
    "types alone": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import settings\n",
}

ROOT = {
    "sms/__init__.py": "import os\nimport settings\nfrom settings import URL\nfrom .acme import Api\n"
    "x = os.environ.get('URL', settings.URL)\napi = Api(x)\nurl = settings.URL\napi_url = f'{url}/api'\n"
}


@pytest.mark.parametrize("text", READS.values(), ids=READS.keys())
def test_reading_settings_outside_the_root_fails(text: str) -> None:
    files = {**ROOT, "sms/acme.py": text, "sms/other.py": "import settings\n"}
    judgement = settings_only_in_root.judge(case(files, settings_only_in_root.Options()))
    assert judgement.outcome == "failed"
    assert "sms/acme.py" in [each.path for each in judgement.evidence]


@pytest.mark.parametrize("text", NO_READS.values(), ids=NO_READS.keys())
def test_the_root_alone_reads_settings(text: str) -> None:
    files = {
        "sms/__init__.py": "import os, logging, typing\nfrom .errors import Failed, make\nx = os.environ\n"
        "made = make\nLIMIT = 140\nWAITS = tuple([0, 2, 4])\nlog = logging.getLogger('sms')\n"
        "Phone = typing.NewType('Phone', str)\napi = make(x)\n",
        "sms/errors.py": "class Failed(Exception):\n    pass\ndef make(x):\n    return x\n",
        "sms/settings.py": "URL = 'u'\n",
        "sms/acme.py": text,
    }
    judgement = settings_only_in_root.judge(case(files, settings_only_in_root.Options()))
    assert judgement.outcome == "passed", judgement


def test_a_client_that_reads_settings_is_another_rules_matter() -> None:
    assert (
        settings_only_in_root.judge(
            case({**ROOT, "clients/a.py": "import settings\n"}, settings_only_in_root.Options())
        ).outcome
        == "passed"
    )


def test_a_file_beside_the_module_counts_when_the_module_uses_it() -> None:
    files = {**ROOT, "extra.py": "import settings\n", "sms/acme.py": "import extra\n"}
    assert settings_only_in_root.judge(case(files, settings_only_in_root.Options())).outcome == "failed"
    assert (
        settings_only_in_root.judge(
            case({**ROOT, "extra.py": "import settings\n"}, settings_only_in_root.Options())
        ).outcome
        == "passed"
    )


ACME = """
    import requests

    class AcmeSender:
        def __init__(self, url):
            self._url = url

        def send(self, phone, text):
            return requests.post(self._url, json={"phone": phone})
"""

MANY = {
    "a constructor": "class A:\n    def __init__(self, a, b, c, d, e, *, f=1):\n        self.a = a\n",
    "a data class": "from dataclasses import dataclass\n@dataclass\nclass A:\n"
    + "".join(f"    {n}: int\n" for n in "abcdef"),
    "a data class with inherited fields": "import dataclasses as d\n@d.dataclass(frozen=True)\nclass B:\n    a: int\n    b: int\n    c: int\n"
    "@d.dataclass(frozen=True)\nclass A(B):\n    d: int\n    e: int\n    f: int\n",
    "a factory of functions": "def make(a, b, c, d, e, f):\n    def send(p, t):\n        return a(p, t)\n    return send\n",
    "a factory of objects": "class A:\n    def send(self, p):\n        return p\ndef make(a, b, c, d, e, f):\n    return A()\n",
    "a named tuple": "from typing import NamedTuple\nclass A(NamedTuple):\n"
    + "".join(f"    {n}: int\n" for n in "abcdef"),
}

FEW = {
    "five": "class A:\n    def __init__(self, a, b, c, d, e):\n        self.a = a\n",
    "five fields and constants": "from dataclasses import dataclass, field\nfrom typing import ClassVar\n@dataclass\nclass A:\n    X: ClassVar[int] = 1\n"
    "    s: set = field(init=False, default_factory=set)\n" + "".join(f"    {n}: int\n" for n in "abcde"),
    "a plain function": "def f(a, b, c, d, e, g):\n    return a + b\n",
    "a method": "class A:\n    def send(self, a, b, c, d, e, f, g):\n        return a\n",
    "constants of a class": "class A:\n    a: int = 1\n    b: int = 1\n    c: int = 1\n    d: int = 1\n    e: int = 1\n    f: int = 1\n",
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY.keys())
def test_many_parameters_are_told(text: str) -> None:
    assert few_parameters.judge(case({"sms/a.py": text}, few_parameters.Options(limit=5))).outcome == "told"


@pytest.mark.parametrize("text", FEW.values(), ids=FEW.keys())
def test_few_parameters_pass(text: str) -> None:
    judgement = few_parameters.judge(case({"sms/a.py": text}, few_parameters.Options(limit=5)))
    assert judgement.outcome == "passed", judgement


OLD = "from sms.acme import AcmeSender\nclass OldRouter:\n    def __init__(self, acme, bolt):\n        self._acme = acme\n"

NAMELESS = {
    "a class": {"sms/__init__.py": "from sms.r import Router as make_router\n", "sms/r.py": "class Router:\n    def __init__(self, splits):\n        self.splits = splits\n"},
    "a function, beside an old router": {
        "sms/__init__.py": "from sms.old import OldRouter\nfrom sms.r import make_router\nacme = OldRouter(1, 2)\n",
        "sms/r.py": 'def make_router(splits):\n    """Not for Acme alone."""\n    return Router(splits)\nclass Router:\n    def __init__(self, splits):\n        self.splits = splits  # Acme\n',
        "sms/old.py": OLD,
    },
    "a partial": {"sms/__init__.py": "from functools import partial\nfrom sms.r import build\nmake_router = partial(build, 3)\n", "sms/r.py": "def build(seed, splits):\n    return splits\n"},
}  # fmt: skip

NAMED = {
    "a parameter": {"sms/__init__.py": "from sms.r import make_router\n", "sms/r.py": "def make_router(splits, acme=None):\n    return splits\n"},
    "a text": {"sms/__init__.py": "from sms.r import make_router\n", "sms/r.py": "def make_router(splits):\n    raise ValueError('Acme needs 20')\n"},
    "the class that it makes": {"sms/__init__.py": "from sms.r import make_router\n", "sms/r.py": "def make_router(splits):\n    return Router(splits)\nclass Router:\n    def f(self):\n        return self._bolt\n"},
    "the old router, inherited": {"sms/__init__.py": "from sms.r import make_router\n", "sms/r.py": "from sms.old import OldRouter\nclass make_router(OldRouter):\n    pass\n", "sms/old.py": OLD},
    "a constant": {"sms/__init__.py": "from sms.r import make_router\n", "sms/r.py": "SHARES = {'bolt': 20}\ndef make_router(splits):\n    return SHARES\n"},
    "the root's partial": {"sms/__init__.py": "from functools import partial\nfrom sms.r import build\nimport sms.acme as x\nmake_router = partial(build, x.AcmeSender)\n", "sms/r.py": "def build(seed, splits):\n    return splits\n", "sms/acme.py": ACME},
}  # fmt: skip


@pytest.mark.parametrize("files", NAMELESS.values(), ids=NAMELESS.keys())
def test_a_factory_that_knows_no_names_passes(files: dict[str, str]) -> None:
    judgement = factory_names_none.judge(
        case(files, factory_names_none.Options(factory="sms:make_router", words=["acme", "bolt"]))
    )
    assert judgement.outcome == "passed", judgement


@pytest.mark.parametrize("files", NAMED.values(), ids=NAMED.keys())
def test_a_factory_that_names_a_provider_fails(files: dict[str, str]) -> None:
    judgement = factory_names_none.judge(
        case(files, factory_names_none.Options(factory="sms:make_router", words=["acme", "bolt"]))
    )
    assert judgement.outcome == "failed"
    assert judgement.evidence


MAKES = {
    "sms/__init__.py": "from sms.r import make_router\n",
    "sms/r.py": "from sms.old import Desk\ndef make_router(splits):\n    return Desk(splits)\n",
}
DESK = "from sms.acme import AcmeSender\nclass Desk:\n    def __init__(self, acme: AcmeSender) -> None:\n        self._acme = acme\n"
CLOSED_DESKS = {
    "a parameter, an attribute and an annotation": (DESK, "passed"),
    "the words of an error": (
        DESK + "    def send(self):\n        raise OSError('the acme did not take it')\n",
        "passed",
    ),
    "a class that it builds": (DESK.replace("= acme\n", "= AcmeSender()\n"), "failed"),
    "a class that it asks for": (
        DESK + "    def f(self):\n        return isinstance(self, AcmeSender)\n",
        "failed",
    ),
    "a text by which it chooses": (
        DESK + "    def f(self, name):\n        return name == 'acme'\n",
        "failed",
    ),
    "a key of the settings": (DESK + "    def f(self, env):\n        return env['ACME_URL']\n", "failed"),
}


@pytest.mark.parametrize(("desk", "outcome"), CLOSED_DESKS.values(), ids=CLOSED_DESKS.keys())
def test_what_closed_code_calls_the_things_that_it_is_handed_does_not_count(desk: str, outcome: str) -> None:
    closed = {"sms/old.py": desk, "sms/acme.py": ACME}
    options = factory_names_none.Options(factory="sms:make_router", words=["acme", "bolt"])
    assert factory_names_none.judge(case(MAKES, options, closed)).outcome == outcome
    new = factory_names_none.judge(case(MAKES | closed, options))
    assert new.outcome == "failed", "new code may be called otherwise"


POST = """
from settings import URL
class AcmePost:
    def __init__(self, url):
        self._url = url
    def entry(self, text):
        return {{"text": text{0}}}
"""
MAKER = "class Maker:\n    def __init__(self, entry):\n        self._entry = entry\n"


@pytest.mark.parametrize(
    ("more", "made", "outcome"),
    [
        ("", "Maker(post.entry)", "passed"),
        ("", "Maker(entry=post.entry)", "passed"),
        (", 'to': 'acme'", "Maker(post.entry)", "failed"),
        ("", "Maker(post)", "failed"),
        ("", "Maker(AcmePost.send)", "failed"),
    ],
)
def test_a_method_of_an_object_that_is_handed_on_names_what_it_says_itself(
    more: str, made: str, outcome: str
) -> None:
    root = f"from .r import Maker\nfrom .old import AcmePost\npost = AcmePost('http://x')\nmake_router = {made}\n"
    options = factory_names_none.Options(factory="sms:make_router", words=["acme", "bolt"])
    files = {"sms/__init__.py": root, "sms/r.py": MAKER}
    judgement = factory_names_none.judge(case(files, options, {"sms/old.py": POST.format(more)}))
    assert judgement.outcome == outcome, judgement


CLIENT = {"clients/orders.py": "from sms import live\ndef confirm(to):\n    live.send(to)\n"}
GENERAL = "def make_router(splits):\n    return splits\n"
SENDER = "import requests\nclass {0}:\n    def send(self, to):\n        self._last = requests.post('http://x', json=to)\n"
SPLIT = (
    "class Split:\n    def __init__(self, acme, bolt):\n        self._acme, self._bolt = acme, bolt\n"
    "    def send(self, to):\n        (self._acme if to else self._bolt).send(to)\n"
)
SPLIT_FUNCTION = (
    "def Split(acme, bolt):\n    def send(to):\n        (acme if to else bolt).send(to)\n    return send\n"
)
COUNTING = (
    "class Split:\n    def __init__(self, sender):\n        self._sender = sender\n        self.acme, self.bolt = 0, 0\n"
    "    def send(self, to):\n        self._sender.send(to)\n        self.acme += 1\n        self.bolt -= 1\n"
)
FIELD = (
    "from dataclasses import dataclass\n@dataclass\nclass Split:\n    sender: object\n    told: str = 'acme or bolt'\n"
    "    acme: int = 0\n    bolt: int = 0\n    def send(self, to):\n        self.sender.send(to)\n"
)
LISTED = COUNTING.replace("self._sender = sender", "[self._sender, self._told] = [sender, 0]")
KEPT_CHOICE = (
    "class Split:\n    def __init__(self, acme, bolt):\n        self._acme, self._bolt, self._now = acme, bolt, acme\n"
    "    def send(self, to):\n        self._now = self._acme if to else self._bolt\n        self._now.send(to)\n"
)
WIRING = (
    "from sms.a import Acme\nfrom sms.b import Bolt\nfrom sms.r import make_router\nfrom sms.s import Split\n"
    "acme = Acme()\nbolt = Bolt()\n"
)
PARTS = {"sms/a.py": SENDER.format("Acme"), "sms/b.py": SENDER.format("Bolt"), "sms/r.py": GENERAL, **CLIENT}


@pytest.mark.parametrize(
    ("root", "split", "outcome"),
    [
        ("live = Split(acme, bolt)\n", SPLIT, "failed"),
        ("live = Split(acme, bolt)\n", SPLIT_FUNCTION, "failed"),
        ("split = Split(acme, bolt)\nlive = make_router([(acme, 80), (bolt, 20)])\n", SPLIT, "passed"),
        ("live = Split(acme, bolt)\n", SPLIT.replace("acme", "one").replace("bolt", "two"), "passed"),
        ("live = Split(acme)\n", SENDER.format("Split").replace("_last", "_bolt_or_acme"), "passed"),
        ("live = Split(make_router([(acme, 80), (bolt, 20)]))\n", COUNTING, "passed"),
        ("live = Split(make_router([(acme, 80), (bolt, 20)]))\n", FIELD, "passed"),
        ("live = Split(make_router([(acme, 80), (bolt, 20)]))\n", LISTED, "passed"),
        ("live = Split(acme, bolt)\n", KEPT_CHOICE, "failed"),
    ],
    ids=[
        "a class",
        "a function",
        "built and not used",
        "named otherwise",
        "a sender that is no router",
        "a wrapper that counts both",
        "a wrapper with fields",
        "a wrapper that sets a list of attributes",
        "a choice that is kept",
    ],
)
def test_what_is_in_use_does_not_choose_by_name(root: str, split: str, outcome: str) -> None:
    files = {**PARTS, "sms/__init__.py": WIRING + root, "sms/s.py": split}
    options = factory_names_none.Options(factory="sms:make_router", words=["acme", "bolt"], in_use=True)
    judgement = factory_names_none.judge(case(files, options))
    assert judgement.outcome == outcome, judgement
    assert bool(judgement.evidence) == (outcome == "failed")


def test_a_missing_factory_is_another_checks_matter() -> None:
    files = {"sms/__init__.py": "x = 1\n"}
    assert (
        factory_names_none.judge(
            case(files, factory_names_none.Options(factory="sms:make_router", words=["acme"]))
        ).outcome
        == "skipped"
    )


LOOP = """
    def {name}(send, failure, sleep):
        for wait in (0, 2, 4):
            try:
                return send(wait)
            except failure:
                sleep(wait)
        return send(None)
"""


def test_a_copy_is_told_with_both_places() -> None:
    files = {"sms/a.py": LOOP.format(name="one"), "sms/b.py": LOOP.format(name="two")}
    judgement = duplication.judge(case(files, duplication.Options()))
    assert judgement.outcome == "failed"
    assert [each.path for each in judgement.evidence] == ["sms/b.py", "sms/a.py"]
    assert judgement.evidence[0].excerpt.startswith("    for wait in (0, 2, 4):")


def test_unreadable_and_missing_files_are_no_copies() -> None:
    files = {"sms/a.py": "def f(:\n", "sms/b.py": "(" * 5000, "sms/__init__.py": ""}
    assert duplication.judge(case(files, duplication.Options())).outcome == "passed"
