"""Clients use senders; they do not build them."""

import textwrap
from types import SimpleNamespace
from typing import Any

import pytest
from kata.analysis.states import States
from kata.content.kata import Layout
from kata.grader.rule import Case
from kata.grader.rules import built_once
from kata.workspace.snapshot import Snapshot

KATA: Any = SimpleNamespace(
    layout=Layout(clients="clients/", module="sms/", root="sms/__init__.py", tests="tests/")
)

MODULE = {
    "settings.py": "URL = 'http://localhost'\n",
    "sms/__init__.py": """
        import settings
        from functools import partial
        from sms.acme import AcmeSender, Client, make_sender, make_value, shared_sender, cached_sender, Gateway
        from sms.acme import Held, poster, telling
        from sms.acme import Facade, Static, deliver, lazy_sender
        from sms.outbox import Bent, Chained, Door, Each, Line, Opened, Outbox, Pipe, Placed, Slots, Sum, carrier
        from sms.retry import Patient, Retrying, Router, guarded, resending, waiting
        from sms.values import Kind, Message, Note, PhoneNumber, Receipt
        sender = Retrying(AcmeSender(settings.URL))
        send = resending(deliver)
        post = poster()
        tell = telling(post)
        fresh = partial(AcmeSender, settings.URL)
        Alias = AcmeSender
    """,
    "sms/acme.py": """
        import functools
        import requests
        from sms.values import PhoneNumber

        class AcmeSender:
            def __init__(self, url):
                self._url = url
            def send(self, phone, text):
                return self._post({"phone": phone, "text": text})
            def _post(self, body):
                return requests.post(self._url, json=body)
            @classmethod
            def create(cls):
                return cls("u")
            @classmethod
            def instance(cls):
                return cls._instance

        class Client:
            def __init__(self, session):
                self._session = session
            def deliver(self, phone, text):
                self._session.post("/messages", json={"phone": phone})

        class Held:
            def __init__(self, post):
                self._post = post
            def tell(self, phone, text):
                self._post("/messages", {"phone": phone})

        def poster():
            session = requests.Session()
            def post(path, body):
                return session.post(path, json=body)
            return post

        def telling(post):
            def tell(phone, text):
                post("/messages", {"phone": phone})
            return tell

        class Gateway:
            def __call__(self, phone, text):
                deliver(phone, text)

        class Facade:
            def __init__(self):
                self._sender = AcmeSender("u")
            def send_sms(self, phone, text):
                self._sender.send(phone, text)

        class Static:
            @staticmethod
            def send_now(phone, text):
                deliver(phone, text)

        def deliver(phone, text):
            requests.post("u", json={"phone": phone})

        def make_sender(url="u"):
            sender = AcmeSender(url)
            return sender

        def make_value(phone):
            return PhoneNumber(phone)

        _shared = AcmeSender("u")
        def shared_sender():
            return _shared

        _lazy = None
        def lazy_sender():
            global _lazy
            if _lazy is None:
                _lazy = AcmeSender("u")
            return _lazy

        @functools.lru_cache(maxsize=None)
        def cached_sender():
            return AcmeSender("u")
    """,
    "sms/outbox.py": """
        from sms.acme import AcmeSender
        carrier = AcmeSender("u")

        class Outbox:
            def __init__(self, carrier, **options):
                self._carrier = carrier
                self._options = options
            def __lshift__(self, addressed):
                self._carrier.send(*addressed, **self._options)
                return self

        class Slots:
            def __init__(self, carrier):
                self._carrier = carrier
            def __setitem__(self, phone, text):
                self._carrier.send(phone, text)

        class Opened:
            def __init__(self, carrier):
                self._carrier = carrier
            def __enter__(self):
                return []
            def __exit__(self, *error):
                self._carrier.send(*error)

        class Door:
            def __init__(self, way):
                self.way = way
            def __matmul__(self, addressed):
                self.way(*addressed)

        class Chained:
            def __init__(self, inner):
                self._inner = inner
            def __lshift__(self, addressed):
                self._inner << addressed
                return self

        class Each:
            def __init__(self, inners):
                self._inners = inners
            def __lshift__(self, addressed):
                for inner in self._inners:
                    inner <<= addressed

        class Pipe:
            def __init__(self, carrier):
                self._carrier = carrier
            def __ror__(self, addressed):
                self._carrier.send(*addressed)

        class Bent:
            def __init__(self, pipe):
                self._pipe = pipe
            def send_sms(self, phone: str | None, text: str):
                (phone, text) | self._pipe

        class Sum:
            def __init__(self, phone: "str | None", parts):
                self._phone = phone
                self._parts = parts
            def more(self, text: str | int) -> "Sum | None":
                return Sum(self._phone, self._parts + [text] if text << 1 else 2 * self._parts % 3)

        class Line:
            def __init__(self, phone):
                self._phone = phone
            def __eq__(self, other):
                return self._phone.strip() == other
            def __str__(self):
                return str(self._phone)
            def __add__(self, text):
                return Line(self._phone + text)

        class Placed:
            def __init__(self, phone, text):
                self.phone = phone
                self.text = text
            def __rshift__(self, sender):
                sender.send(self.phone, self.text)
    """,
    "sms/retry.py": """
        import time

        class Retrying:
            def __init__(self, inner):
                self._inner = inner
            def send(self, phone, text):
                return self._inner.send(phone, text)

        class Router:
            def __init__(self, splits):
                self._splits = list(splits)
            def send(self, phone, text):
                for provider, share in self._splits:
                    return provider.send(phone, text)

        def resending(send):
            def attempt(phone, text):
                send(phone, text)
                time.sleep(1)
            return attempt

        def guarded(inner):
            def guard(phone, text):
                inner(phone, text.strip())
            return guard

        def waiting(seconds):
            def decorate(inner):
                return lambda *message: inner(*message)
            return decorate

        class Patient:
            def __init__(self, way):
                self.way = way
            def __call__(self, phone, text):
                self.way(phone, text)
    """,
    "sms/values.py": """
        from dataclasses import dataclass
        from enum import Enum

        class Kind(Enum):
            URGENT = 1

        @dataclass(frozen=True)
        class PhoneNumber:
            digits: str
            def __post_init__(self):
                if len(self.digits.strip()) != 10:
                    raise ValueError
            def plain(self):
                return self.digits.strip()

        @dataclass(frozen=True)
        class Message:
            phone: PhoneNumber
            text: str
            def cut(self):
                return Message(self.phone, self.text[:140])
            def where(self):
                return self.phone.plain()

        class Note:
            def __init__(self, phone, text):
                self.phone = phone
                self.text = text
            def send_through(self, sender):
                sender.send(self.phone, self.text)

        class Receipt(str):
            def short(self):
                return self[:4]
    """,
}

USES = {
    "the sender's method": "from sms import sender\ndef f(p, t):\n    sender.send(p, t)\n",
    "a sending function": "from sms import send\ndef f(p, t):\n    send(p, t)\n",
    "a function of the module": "import sms\ndef f(p, t):\n    sms.deliver(p, t)\n",
    "a message": "from sms import Message, PhoneNumber, sender\ndef f(p, t):\n    sender.send(Message(PhoneNumber(p), t))\n",
    "a plain message that is handed a sender": "from sms import Note, sender\ndef f(p, t):\n    Note(p, t).send_through(sender)\n",
    "the sender's operator": "from sms import carrier\ncarrier << (1, 2)\n",
    "a message with operators": "from sms import Line\nline = Line('1') + 'a'\n",
    "a message that adds to what it holds": "from sms import Sum\nx = Sum('1', []).more('a')\n",
    "a message with an operator that is handed a sender": "from sms import Placed, sender\nPlaced(1, 2) >> sender\n",
    "an enumeration and a text": "from sms import Kind, Receipt\nx = Kind(1)\ny = Receipt('a')\n",
    "a factory of values": "from sms import make_value\nx = make_value('1')\n",
    "a shared sender": "from sms import shared_sender, cached_sender, lazy_sender\nshared_sender().send(1, 2)\ncached_sender()\nlazy_sender()\n",
    "one instance": "from sms import AcmeSender\nAcmeSender.instance().send(1, 2)\n",
    "a static method": "from sms import Static\nStatic.send_now(1, 2)\n",
    "a default argument": "from sms import sender\ndef f(p, t, sender=sender):\n    sender.send(p, t)\n",
    "a class of its own": "from sms import sender\nclass Desk:\n    def __init__(self, s):\n        self.s = s\n    def tell(self, p):\n        self.s.send(p, 'x')\ndesk = Desk(sender)\n",
    "a class of its own by another name": "from sms import sender\nclass Desk:\n    def __init__(self, s):\n        self.s = s\n    def tell(self, p):\n        self.s.send(p, 'x')\nOther = Desk\ndesk = Other(sender)\n",
    "a function of its own, decorated": "from sms import guarded, send\ndef f(p, t):\n    send(p, t)\ng = guarded(f)\n",
    "a decorator that is handed no sender": "from sms import waiting\nlater = waiting(2)\n",
    "a bound function": "from functools import partial\nfrom sms import deliver\nsend = partial(deliver, text='x')\n",
}

BUILDS = {
    "a sender": "from sms import AcmeSender\nsender = AcmeSender('u')\n",
    "a sender in a function": "import sms\ndef f(p, t):\n    sms.AcmeSender('u').send(p, t)\n",
    "a sender by its own module": "from sms.acme import AcmeSender as A\ns = A('u')\n",
    "a sender as default argument, made there": "from sms import AcmeSender\ndef f(p, t, s=AcmeSender('u')):\n    s.send(p, t)\n",
    "a wrapper": "from sms import Retrying, sender\ns = Retrying(sender)\n",
    "a router": "from sms import Router, sender\ns = Router([(sender, 100)])\n",
    "a sender over a session": "from sms import Client\ns = Client(None)\n",
    "a callable": "from sms import Gateway\ns = Gateway()\n",
    "a sender with an operator": "from sms import Outbox, carrier\nOUT = Outbox(carrier, priority=1)\n",
    "a wrapper that hands on by an operator": "from sms import Chained, carrier\nOUT = Chained(carrier)\n",
    "a wrapper that hands on to several by an operator": "from sms import Each, carrier\nOUT = Each([carrier])\n",
    "a wrapper that hands on by an operator of the right side": "from sms import Bent\nOUT = Bent(None)\n",
    "a sender like a table": "from sms import Slots, carrier\nout = Slots(carrier)\n",
    "a sender that sends at the end of a block": "import sms\ndef f(p, t):\n    with sms.Opened(sms.carrier) as out:\n        out.append(t)\n",
    "a wrapper with an operator": "from sms import Door, deliver\nout = Door(deliver)\n",
    "a facade without parameters": "from sms import Facade\nFacade().send_sms(1, 2)\n",
    "a factory's sender": "from sms import make_sender\ns = make_sender()\n",
    "a factory's function": "from sms import resending, deliver\ns = resending(deliver)\n",
    "a wrapper that calls what it holds by another name": "from sms import Patient, deliver\ns = Patient(deliver)\n",
    "a sender over a held function": "from sms import Held\ns = Held(print)\n",
    "a function that holds a session": "from sms import poster\npost = poster()\n",
    "a function that is made of such a function": "from sms import post, telling\ntell = telling(post)\n",
    "a function made of functions, decorated": "from sms import guarded, tell\ns = guarded(tell)\n",
    "a method, decorated": "from sms import guarded, sender\ns = guarded(sender.send)\n",
    "a decorated function, decorated again": "from sms import guarded, send\ns = guarded(send)\n",
    "a function, by a decorator with arguments": "from sms import deliver, waiting\ns = waiting(2)(deliver)\n",
    "a sender by an alias of the root": "import sms\ns = sms.Alias('u')\n",
    "a sender by a partial of the root": "import sms\ns = sms.fresh()\n",
    "a sender by another name": "import sms\nMake = sms.AcmeSender\ns = Make('u')\n",
    "a sender by a partial of its own": "import functools, sms\nmake = functools.partial(sms.AcmeSender, 'u')\ns = make()\n",
    "a sender by a class method": "from sms import AcmeSender\ns = AcmeSender.create()\n",
    "a sender of a class of its own": "from sms import AcmeSender\nclass Mine(AcmeSender):\n    pass\ns = Mine('u')\n",
}


def case(client: str) -> Case:
    files = {path: textwrap.dedent(text).encode() for path, text in MODULE.items()}
    files["clients/orders.py"] = client.encode()
    given = {"settings.py": b""}
    return Case(
        kata=KATA,
        stage=KATA,
        states=States(Snapshot({}, ""), Snapshot(files, "")),
        given=given,
        options=built_once.Options(),
    )


@pytest.mark.parametrize("client", USES.values(), ids=USES.keys())
def test_using_what_is_built_is_fine(client: str) -> None:
    judgement = built_once.judge(case(client))
    assert judgement.outcome == "passed", judgement


@pytest.mark.parametrize(
    "client", ["a = b\nb = a\na()\n", "from clients.orders import x\nx()\n", "class A(A): ...\nA()\n"]
)
def test_names_that_lead_nowhere_build_nothing(client: str) -> None:
    assert built_once.judge(case(client)).outcome == "passed"


@pytest.mark.parametrize("client", BUILDS.values(), ids=BUILDS.keys())
def test_building_a_sender_in_a_client_fails(client: str) -> None:
    judgement = built_once.judge(case(client))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "clients/orders.py"
