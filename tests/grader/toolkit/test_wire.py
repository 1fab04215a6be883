"""The wire speaks HTTP/1.1 to every client, and misses nothing that arrives."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import REFUSED, Hangup, NoReply, Raised, Reply, Returned

CLIENTS = {
    "requests": "import requests\ndef post(url, body):\n    r = requests.post(url, json=body, timeout=20)\n    return [r.status_code, r.text]",
    "requests.Session": "import requests\ns = requests.Session()\ndef post(url, body):\n    r = s.post(url, json=body, timeout=20)\n    return [r.status_code, r.text]",
    "httpx": "import httpx\ndef post(url, body):\n    r = httpx.post(url, json=body, timeout=20)\n    return [r.status_code, r.text]",
    "httpx.Client": "import httpx\nc = httpx.Client(timeout=20)\ndef post(url, body):\n    r = c.post(url, json=body)\n    return [r.status_code, r.text]",
    "urllib": (
        "import json, urllib.request, urllib.error\ndef post(url, body):\n"
        "    q = urllib.request.Request(url, json.dumps(body).encode(), {'Content-Type': 'application/json'})\n"
        "    try:\n        with urllib.request.urlopen(q, timeout=20) as r:\n            return [r.status, r.read().decode()]\n"
        "    except urllib.error.HTTPError as e:\n        return [e.code, e.read().decode()]"
    ),
    "http.client": (
        "import http.client, json, urllib.parse\ndef post(url, body):\n    u = urllib.parse.urlsplit(url)\n"
        "    c = http.client.HTTPConnection(u.netloc, timeout=20)\n    c.request('POST', u.path, json.dumps(body))\n"
        "    r = c.getresponse()\n    return [r.status, r.read().decode()]"
    ),
    "chunks": (
        "import requests, json\ndef post(url, body):\n"
        "    r = requests.post(url, data=iter([b'{\"a\"', b': \"\\xc3\\xa9\"}']), timeout=20)\n    return [r.status_code, r.text]"
    ),
}
SHOP = "import os\nimport http_client\ndef go(body, path='/m'):\n    return http_client.post(os.environ['SHOP'] + path, body)\n"


def shop(start, client, handler):
    return start({"http_client.py": CLIENTS[client], "job.py": SHOP}, {"shop": handler}, {"SHOP": "{shop}"})


@pytest.mark.parametrize("client", CLIENTS)
def test_a_request_arrives_whole_and_its_answer_too(start, client):
    subject = shop(start, client, lambda request: Reply.json(200, {"got": request.json()}))
    for _ in range(3):
        outcome = subject.call("job:go", {"a": "é"})
        assert isinstance(outcome, Returned) and outcome.value[0] == 200
    assert [(each.method, each.path, each.json()) for each in subject.requests] == [
        ("POST", "/m", {"a": "é"})
    ] * 3


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("status", [202, 302, 400, 503])
def test_every_status_arrives(start, client, status):
    subject = shop(start, client, lambda _request: Reply.json(status, {"detail": "x"}))
    outcome = subject.call("job:go", {})
    assert outcome == Returned([status, '{"detail": "x"}'])


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 20"])
def test_a_hangup_is_an_error_at_the_client(start, client, said):
    outcome = shop(start, client, lambda _request: Hangup(said)).call("job:go", {})
    assert isinstance(outcome, Raised)


def test_a_provider_that_never_answers_is_ended_by_the_clients_time_out(start):
    code = {"http_client.py": CLIENTS["requests"].replace("timeout=20", "timeout=0.2"), "job.py": SHOP}
    subject = start(code, {"shop": lambda _request: NoReply()}, {"SHOP": "{shop}"})
    outcome = subject.call("job:go", {})
    assert isinstance(outcome, Raised) and outcome.type.endswith("ReadTimeout")
    assert len(subject.requests) == 1


def test_a_refused_port_refuses(start):
    subject = start(
        {"http_client.py": CLIENTS["requests"], "job.py": SHOP}, {"shop": REFUSED}, {"SHOP": "{shop}"}
    )
    outcome = subject.call("job:go", {})
    assert isinstance(outcome, Raised) and outcome.type == "requests.exceptions.ConnectionError"


def test_what_is_no_http_is_recorded_too(start):
    code = (
        "import os, socket\ndef go():\n    place = os.environ['SHOP'].split('//')[1].split(':')\n"
        "    with socket.create_connection((place[0], int(place[1]))) as s:\n"
        "        s.sendall(b'HELLO THERE\\r\\n\\r\\n')\n        s.recv(10)\n"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: Reply(200)}, {"SHOP": "{shop}"})
    subject.call("job:go")
    assert [each.method for each in subject.requests] == ["(no HTTP)"]


def test_messages_that_a_thread_sends_after_the_call_are_counted(start):
    code = (
        "import os, threading, urllib.request\ndef go():\n"
        "    threading.Thread(target=lambda: urllib.request.urlopen(os.environ['SHOP'] + '/late').read()).start()\n"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: Reply(200)}, {"SHOP": "{shop}"})
    subject.call("job:go")
    assert [each.path for each in subject.requests] == ["/late"]


def test_two_wires_are_told_apart_and_kept_in_order(start):
    code = (
        "import os, urllib.request\ndef go():\n    for name in ('A', 'B', 'A'):\n"
        "        urllib.request.urlopen(os.environ[name] + '/x').read()\n"
    )
    wires = {"a": lambda _request: Reply(200), "b": lambda _request: Reply(200)}
    subject = start({"job.py": code}, wires, {"A": "{a}", "B": "{b}"})
    subject.call("job:go")
    assert [each.wire for each in subject.requests] == ["a", "b", "a"]
