"""What new code alters while it runs is found in the running process; what honest code does there is not."""

from __future__ import annotations

import hmac
import importlib
import logging
import secrets
import sys

import pytest
import requests
from kata.analysis.patching.running_functions import RunningFunction, misplaced
from kata.sandbox.driver.inspection import Inspection
from kata.sandbox.driver.libraries import Libraries
from kata.workspace.snapshot import Snapshot

CLOSED = {
    "running_shop/__init__.py": "from .new import Patient\nfrom .sender import Sender\n\nsender = Patient(Sender('x'))\n",
    "running_shop/sender.py": """\
import functools
from dataclasses import dataclass, field


def plain(value, times=1):
    return value


class Base:
    def close(self):
        return None


class Sender(Base):
    def __init__(self, url, log=print):
        self.url = url
        self.log = log
        self.fast = self.slow

    def send(self, to):
        return to

    def slow(self):
        return 1

    def fast(self):
        return 2

    @functools.cached_property
    def session(self):
        return object()

    @property
    def data(self):
        return self.url


@dataclass
class Box:
    clock: object = plain
    made: list = field(default_factory=list)
""",
    "running_clients/__init__.py": "",
    "running_clients/orders.py": "from running_shop import sender\n\n\ndef confirm(to):\n    sender.send(to)\n",
}

NEW = """\
import functools
import operator
import types

import requests
from running_shop import sender as closed


class Patient:
    def __init__(self, inner):
        self.inner = inner

    def send(self, to):
        deed(self.inner)
        return self.inner.send(to)


class Other:
    def send(self, to):
        return to

    def __call__(self, *to):
        return to


def mine(*to):
    return to


class Exchanged(closed.Base):
    def __init__(self):
        pass

    send = mine


def deed(inner):
    # what is tried
    kind = type(inner)
"""

FILES = [
    "running_shop",
    "running_shop.sender",
    "running_shop.new",
    "running_clients",
    "running_clients.orders",
]


@pytest.fixture
def findings(tmp_path, monkeypatch):
    """Runs new code with this deed at its first message, and gives back what is found of it."""

    def run(deed: str) -> str:
        new = NEW + "".join(f"    {line}\n" for line in deed.splitlines())
        files = {**CLOSED, "running_shop/new.py": new}
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        importlib.invalidate_caches()
        inspection = Inspection(str(tmp_path), Libraries(sys.modules))
        orders = importlib.import_module("running_clients.orders")
        inspection.remember()
        orders.confirm("a")
        data = {path: text.encode() for path, text in files.items()}
        before = Snapshot(
            {path: text for path, text in data.items() if path != "running_shop/new.py"}, "0" * 40
        )
        rows = [RunningFunction(*row) for row in inspection.rows()]
        return " ".join(each.message for each in misplaced(rows, before, Snapshot(data, "1" * 40)))

    yield run
    for name in FILES:
        sys.modules.pop(name, None)


WRONG = {
    "setattr by another name": ("replace = setattr\nreplace(kind, 'send', mine)", "Sender.send"),
    "a filled-in setattr": ("functools.partial(setattr, kind, 'send')(mine)", "Sender.send"),
    "operator.setitem": ("operator.setitem(vars(inner), 'send', mine)", "Sender.send"),
    "an object's own method": ("inner.send = types.MethodType(mine, inner)", "Sender.send"),
    "an object's inherited method": ("inner.__dict__.update(close=mine)", "Base.close"),
    "type.__setattr__": ("type.__setattr__(kind, 'send', mine)", "Sender.send"),
    "a callable object in a class": ("kind.send = Other()", "Sender.send"),
    "a static method in a class": ("kind.send = staticmethod(mine)", "Sender.send"),
    "a method filled in": ("kind.send = functools.partialmethod(mine)", "Sender.send"),
    "another code": ("kind.send.__code__ = mine.__code__", "Sender.send"),
    "other defaults": ("closed.plain.__defaults__ = (4,)", "plain"),
    "other defaults by name": ("kind.send.__kwdefaults__ = {'to': 1}", "Sender.send"),
    "another class": ("inner.__class__ = Exchanged", "Sender"),
    "other bases": ("closed.Sender.__bases__ = (type('Base', (Other,), {}),)", "Sender"),
    "a function of a module": ("vars(closed)['plain'] = mine", "plain"),
    "a function by a lambda": ("closed.plain = lambda value: value", "plain"),
    "a class of a module": ("closed.Sender = Other", "Sender"),
    "a class by an object": ("closed.Box = Other()", "Box"),
    "a new method": ("kind.added = mine", "Sender.added"),
    "a library's method": ("requests.Session.send = mine", "requests.sessions.Session.send"),
    "a library's method by an object": ("requests.Session.send = Other()", "requests.sessions.Session.send"),
    "a library's function": ("requests.post = mine", "requests.post"),
    "a library's class": ("requests.Session = Other", "requests.Session"),
    "a function of the log": ("import logging\nlogging.getLevelName = mine", "logging.getLevelName"),
    "a method of the log": (
        "import logging\nlogging.Formatter.usesTime = mine",
        "logging.Formatter.usesTime",
    ),
    "a function of hashes": ("import hmac\nhmac.digest = mine", "hmac.digest"),
    "a source of secrets": ("import secrets\nsecrets.token_hex = mine", "secrets.token_hex"),
    "a built-in function": ("import builtins\nbuiltins.kata_probe = mine", "builtins.kata_probe"),
}


@pytest.fixture
def restored():
    """Puts the libraries back that a deed may have patched."""
    import builtins

    kept = (requests.Session, requests.Session.send, requests.post)
    things = (logging, logging.Formatter, hmac, secrets)
    were = [dict(vars(thing)) for thing in things]
    yield
    for thing, was in zip(things, were, strict=True):
        for name in ("getLevelName", "usesTime", "digest", "token_hex", "_logRecordFactory", "_loggerClass"):
            if name in was:
                setattr(thing, name, was[name])
    session, send, post = kept
    vars(requests).update(Session=session, post=post)
    session.send = send  # type: ignore[method-assign]
    vars(builtins).pop("kata_probe", None)


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("name", WRONG)
def test_what_is_exchanged_at_the_first_message_is_named(findings, name):
    deed, owner = WRONG[name]
    found = findings(deed)
    assert f"{owner}` was replaced at run time" in found


RIGHT = {
    "nothing": "pass",
    "a label on an object": "inner.label = 'x'",
    "a strategy where there is no method": "inner.strategy = mine",
    "what the constructor sets": "inner.log = mine",
    "a method that the class itself puts into its objects": "inner.fast = mine",
    "a default of a data class": "box = closed.Box(clock=mine)\ninner.box = box",
    "a property that is kept": "inner.session",
    "an object of its own": "other = Other()\nother.send = mine\ninner.other = other",
    "a class of its own": "Other.send = mine\nOther.more = mine",
    "its own module": "globals()['deed_done'] = mine",
    "a session of its own": "session = requests.Session()\nsession.send = functools.partial(session.send, timeout=3)\ninner.session_ = session",
    "a kind of record and of logger": "import logging\nlogging.setLogRecordFactory(mine)\n"
    "class Mine(logging.Logger):\n    pass\nlogging.setLoggerClass(Mine)\nlogging.addLevelName(5, 'fine')",
    "a handler of the log": "import logging\nclass H(logging.Handler):\n    def emit(self, record):\n        pass\n"
    "h = H()\nh.filter = mine\ninner.h = h",
    "a subclass": "class Sub(kind):\n    def send(self, to):\n        return super().send(to)\ninner.sub = Sub('x')",
    "a subclass's own": "class Sub(kind):\n    pass\nSub.send = mine\ninner.sub = Sub('x')",
    "data of a class": "kind.count = 1",
    "a handler of a library": "session = requests.Session()\nsession.hooks['response'].append(mine)\nsession.auth = Other()",
    "an object of a subclass of a library": "class Auth(requests.auth.AuthBase):\n    def __call__(self, r):\n        return r\ninner.auth = Auth()",
}


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("name", RIGHT)
def test_what_honest_code_does_is_silent(findings, name):
    assert findings(RIGHT[name]) == ""


def test_objects_without_end_are_walked_to_a_limit(findings):
    assert (
        findings("inner.many = [Other() for _ in range(9)]\nfor each in inner.many: each.next = inner.many")
        == ""
    )
