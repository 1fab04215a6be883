"""What a client may know, and what it may not."""

import textwrap
from types import SimpleNamespace
from typing import Any

import pytest
from kata.analysis.states import States
from kata.content.kata import Layout
from kata.grader.rule import Case, Judgement
from kata.grader.rules import clients_know_only_module
from kata.workspace.snapshot import Snapshot

KATA: Any = SimpleNamespace(
    layout=Layout(clients="clients/", module="sms/", root="sms/__init__.py", tests="tests/"),
    outside="provider",
)


def judged(client: str, **more: Any) -> Judgement:
    files = {
        "sms/__init__.py": b"import settings\nfrom sms.acme import Acme\nsender = Acme(settings.ACME_URL)\n",
        "sms/acme.py": b"class Acme:\n    def __init__(self, url):\n        self.url = url\n",
        "settings.py": b"ACME_URL = 'http://localhost'\n",
        "clients/orders.py": textwrap.dedent(client).encode(),
    }
    case = Case(
        kata=KATA,
        stage=KATA,
        states=States(Snapshot({}, ""), Snapshot(files, "")),
        given={"settings.py": b""},
        options=clients_know_only_module.Options(words=["acme", "bolt"], **more),
    )
    return clients_know_only_module.judge(case)


FINE = {
    "an import of the sender": "from sms import sender\ndef f(p, o):\n    sender.send(p, f'Your order {o} is here.')\n",
    "an alias": "import sms as messages\ndef f(p, o):\n    messages.sender.send(p, o)\n",
    "a part of the module": "from sms.errors import BadInput\n",
    "harmless standard modules": "from __future__ import annotations\nimport typing, logging, dataclasses, re, time\n",
    "its own package": "from . import texts\nfrom clients.texts import greeting\n",
    "a number in a text": "TEXT = 'Your order 500 is confirmed'\n",
    "a limit": "def f(u):\n    if len(u) > 140 or len(u) == 400:\n        raise ValueError\n",
    "an order's number": "def f(order_id):\n    return order_id == 404\n",
    "a code of its own": "def send_otp(phone, code):\n    return code == 500\n",
    "an address inside a text": "TEXT = 'Track it on https://blipkart.example/t'\n",
    "a docstring": 'def f():\n    """Goes through Acme, with a 500 at https://acme."""\n',
    "a comment": "x = 1  # Acme's own password is 400\n",
    "a sender as default": "from sms import sender\ndef f(p, o, send=sender.send):\n    send(p, o)\n",
    "paths": "import os.path\nfrom os import fspath\n",
    "a token of its own": "def f(phone, token):\n    return f'{token} is your code'\n",
    "a delivery's status": "def f(status):\n    return status == 'delivered'\n",
    "an error shown": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        logging.warning('not sent: %s', error)\n        print(f'not sent: {error}')\n        raise\n",
    "a text shown, cut": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        text = str(error)[:200]\n        logging.error(text)\n        raise\n",
    "a text shown when it is long": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        text = str(error)\n        if len(text) > 140:\n            text = text[:139] + '…'\n        print(text)\n",
    "another error of it": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        raise RuntimeError(f'order {p}: {error}') from error\n",
    "a type of error": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if isinstance(error, sms.Refused) or type(error) is sms.Late:\n            print(1)\n        raise\n",
    "a kind of error": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if error.kind is sms.Kind.LATE or error.retry:\n            print(1)\n        raise\n",
    "a last resort for a text": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        print(str(error) or 'unknown trouble')\n        raise\n",
    "errors counted": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        f.failures = getattr(f, 'failures', 0) + 1\n        if f.failures == 100:\n            print('many', error)\n        raise\n",
    "a text joined": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        print(' '.join(['order', str(p), str(error)]).upper())\n        raise\n",
    "a code of its own beside an error": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        show(error, 5)\n        raise\ndef show(problem, code):\n    print(problem)\n    return code == 500\n",
    "a text shortened": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        import textwrap\n        print(textwrap.shorten(str(error), 200), logging.log(300, error))\n        raise\n",
    "waiting after an error": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        import time\n        time.sleep(300)\n        raise\n",
    "types for checking": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sms.acmeless import Sender\n",
}

WRONG = {
    "an HTTP library": "import requests\n",
    "another HTTP library, inside a function": "def f():\n    from httpx import post\n",
    "a retry library": "from tenacity import retry\n",
    "the network": "from urllib.request import urlopen\n",
    "status codes by name": "from http import HTTPStatus\n",
    "settings": "import settings as s\n",
    "settings by text": "import importlib\ns = importlib.import_module('settings')\n",
    "settings through the module": "import sms\nURL = sms.settings.ACME\n",
    "settings from the module": "from sms import settings\n",
    "the environment": "import os\nx = os.environ['HOME']\n",
    "the environment by its name": "from os import getenv as g\n",
    "a provider's class": "from sms.acme import Acme\n",
    "a provider in an alias": "from sms import sender as acme_sender\n",
    "a provider in camel case": "import sms\nx = sms.AcmeSender\n",
    "a provider in a text": "import sms\ndef f(p):\n    sms.send(p, 'x', 'ACME')\n",
    "a provider in an f-string": "def f(p):\n    return f'acme:{p}'\n",
    "a provider in a keyword": "import sms\nsms.send(bolt=1)\n",
    "a status code": "import sms\ntry:\n    sms.send()\nexcept sms.Error as error:\n    if error.status == 500:\n        raise\n",
    "a status code in a text": "import sms\ntry:\n    sms.send()\nexcept sms.Error as e:\n    if '503' in str(e):\n        raise\n",
    "status codes in a row": "def f(reply):\n    return reply.status_code in (401, 403)\n",
    "a status code matched": "def f(e):\n    match e.status:\n        case 400:\n            return 1\n",
    "a number cut out of a text": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        number = int(str(error)[:3])\n        if number == 403:\n            print(1)\n",
    "a word of a text": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if 'blocked' in str(error):\n            print(1)\n",
    "the beginning of a text": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if str(error).startswith('403'):\n            print(1)\n",
    "a text by f-string": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        text = f'{error}'\n        if '403' in text:\n            print(1)\n",
    "a text by format": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if '{}'.format(error).endswith('(403)'):\n            print(1)\n",
    "a text by percent": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        words = '%s' % error\n        if words.split()[0] == 'no':\n            print(1)\n",
    "a pattern": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        import re\n        if re.search(r'\\b4\\d\\d\\b', str(error)):\n            print(1)\n",
    "a pattern's method": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        import re\n        if re.compile('4..').search(repr(error)):\n            print(1)\n",
    "the error's arguments": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if error.args[0] == 'blocked':\n            print(1)\n",
    "a number among the arguments": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if 403 in error.args:\n            print(1)\n",
    "a name for a number": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        BLOCKED = 403\n        if error.code == BLOCKED:\n            print(1)\n",
    "a hundred of a status": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if error.status // 100 == 4:\n            print(1)\n",
    "a figure of a status": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if str(error.status)[0] == '4':\n            print(1)\n",
    "a table": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        words = {403: 'blocked'}.get(error.code)\n        print(words)\n",
    "a named table": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        WORDS = {403: 'blocked'}\n        print(WORDS[error.code])\n",
    "a text matched": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        match str(error):\n            case 'blocked':\n                print(1)\n",
    "an attribute by its name": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if getattr(error, 'code', 0) == 403:\n            print(1)\n",
    "an answer": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        print(error.response.headers)\n",
    "what was printed of it": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        import traceback\n        if '403' in traceback.format_exc():\n            print(1)\n",
    "the current error": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        import sys\n        if '403' in str(sys.exc_info()[1]):\n            print(1)\n",
    "another function": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        if blocked(error):\n            print(1)\ndef blocked(problem):\n    return '403' in str(problem)\n",
    "another function, by text": "import sms, logging\ndef f(p):\n    try:\n        sms.send(p)\n    except sms.Error as error:\n        blocked(text=str(error))\ndef blocked(text):\n    return text.partition(' ')[0] == 'no'\n",
    "an address": "URL = 'https://api.example.com/messages'\n",
    "a host": "HOST = 'localhost:8080'\n",
    "a password": "import sms\nx = sms.build(password='x')\n",
    "a token written down": "TOKEN = 'abc'\n",
    "a user's name handed on": "import sms\nsms.login(username='blipkart')\n",
    "a token's header": "HEADERS = {'X-Access-Token': 't'}\n",
    "another folder of the trainee's": "from helpers import send\n",
}


@pytest.mark.parametrize("client", FINE.values(), ids=FINE.keys())
def test_what_a_client_may_know(client: str) -> None:
    judgement = judged(client)
    assert judgement.outcome == "passed", judgement


@pytest.mark.parametrize("client", WRONG.values(), ids=WRONG.keys())
def test_what_a_client_may_not_know(client: str) -> None:
    judgement = judged(client)
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].path == "clients/orders.py"
    assert judgement.evidence[0].excerpt


def test_one_line_is_told_once() -> None:
    assert len(judged("from sms.acme import Acme as AcmeSender\n").evidence) == 1


GIVEN_HELPER = "from web import Response\nimport web.forms\nfrom sms import sender\ndef f(p):\n    return Response(sender.send(p))\n"


def test_a_given_helper_is_known_to_clients_where_the_kata_says_so():
    assert judged(GIVEN_HELPER).outcome == "failed"
    assert judged(GIVEN_HELPER, also=["web"]).outcome == "passed"
    assert judged("import website\n", also=["web"]).outcome == "failed"


def test_what_is_a_credential_is_the_katas_to_say():
    asks = "from sms import sender\ndef f(name, password):\n    return sender.send(name, password)\n"
    assert "`password`" in judged(asks).seen
    assert judged(asks, credentials=["partner key"]).outcome == "passed"
    assert "`partner_key`" in judged("partner_key = 1\n", credentials=["partner key"]).seen
