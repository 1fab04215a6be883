"""Every way to wait passes virtual time, is told to the grader in order, and costs no real time."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Reply, Returned

WAYS = {
    "time.sleep": "import time\ndef go():\n    time.sleep(2)",
    "from time import sleep": "from time import sleep\ndef go():\n    sleep(2.0)",
    "Event.wait": "import threading\ndef go():\n    threading.Event().wait(2)",
    "Event.wait_for_flag": "import threading\ndef go():\n    assert threading.Event().wait(timeout=2) is False",
    "Condition.wait": "import threading\ndef go():\n    c = threading.Condition()\n    with c:\n        c.wait(2)",
    "Condition.wait_for": (
        "import threading\ndef go():\n    c = threading.Condition()\n    with c:\n        c.wait_for(lambda: False, 2)"
    ),
    "queue.get": (
        "import queue\ndef go():\n    try:\n        queue.Queue().get(timeout=2)\n    except queue.Empty:\n        pass"
    ),
    "select without files": "import select\ndef go():\n    select.select([], [], [], 2)",
    "asyncio.sleep": "import asyncio\ndef go():\n    asyncio.run(asyncio.sleep(2))",
    "asyncio.wait_for": (
        "import asyncio\nasync def forever():\n    await asyncio.Event().wait()\n"
        "async def main():\n    try:\n        await asyncio.wait_for(forever(), 2)\n"
        "    except asyncio.TimeoutError:\n        pass\ndef go():\n    asyncio.run(main())"
    ),
    "sched": (
        "import sched, time\ndef go():\n    s = sched.scheduler(time.monotonic, time.sleep)\n"
        "    s.enter(2, 1, lambda: None)\n    s.run()"
    ),
    "busy loop on monotonic": (
        "import time\ndef go():\n    end = time.monotonic() + 2\n    while time.monotonic() < end:\n        pass"
    ),
    "busy loop on datetime": (
        "from datetime import datetime, timedelta\ndef go():\n    end = datetime.now() + timedelta(seconds=2)\n"
        "    while datetime.now() < end:\n        pass"
    ),
    "threading.Timer": (
        "import threading\ndef go():\n    done = threading.Event()\n"
        "    threading.Timer(2, done.set).start()\n    done.wait()"
    ),
    "sleep in a thread": (
        "import threading, time\ndef go():\n    t = threading.Thread(target=time.sleep, args=(2,))\n"
        "    t.start()\n    t.join()"
    ),
    "tenacity": (
        "import tenacity\n@tenacity.retry(wait=tenacity.wait_fixed(2), stop=tenacity.stop_after_attempt(2), "
        "reraise=True)\ndef fail():\n    raise ValueError\ndef go():\n    try:\n        fail()\n"
        "    except ValueError:\n        pass"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_wait_of_two_seconds_is_told_as_two_virtual_seconds(start, way):
    subject = start({"job.py": WAYS[way]})
    assert isinstance(subject.call("job:go"), Returned)
    assert subject.now == pytest.approx(2, abs=0.01)
    assert sum(wait.seconds for wait in subject.waits) == pytest.approx(2, abs=0.01)


CLOCKS = [
    "time.time()",
    "time.monotonic()",
    "time.perf_counter()",
    "time.time_ns() / 1e9",
    "time.monotonic_ns() / 1e9",
    "time.clock_gettime(time.CLOCK_MONOTONIC)",
    "datetime.datetime.now().timestamp()",
    "datetime.datetime.now(datetime.timezone.utc).timestamp()",
    "datetime.datetime.utcnow().timestamp()",
    "calendar.timegm(time.gmtime())",
    "time.mktime(time.localtime())",
]


@pytest.mark.parametrize("clock", CLOCKS)
def test_every_clock_shows_the_time_that_the_grader_lets_pass(start, clock):
    subject = start({"job.py": f"import time, datetime, calendar\ndef read():\n    return {clock}"})
    before = subject.call("job:read").value
    subject.advance(3600)
    assert subject.call("job:read").value - before == pytest.approx(3600, abs=1)


def test_the_date_changes_after_a_day(start):
    subject = start({"job.py": "import datetime\ndef read():\n    return datetime.date.today().toordinal()"})
    before = subject.call("job:read").value
    subject.advance(86_400)
    assert subject.call("job:read").value == before + 1


def test_waits_and_requests_are_seen_in_their_true_order(start):
    code = (
        "import os, time, urllib.request\ndef go():\n    for pause in (0, 2, 4):\n        time.sleep(pause)\n"
        "        urllib.request.urlopen(os.environ['SHOP'] + '/x').read()"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: Reply(200, b"ok")}, {"SHOP": "{shop}"})
    assert isinstance(subject.call("job:go"), Returned)
    assert [request.at for request in subject.requests] == pytest.approx([0, 2, 6])


def test_an_idle_kept_connection_does_not_make_asyncio_wait_for_real(start):
    code = (
        "import asyncio, os, httpx\nasync def main():\n    async with httpx.AsyncClient() as client:\n"
        "        await client.get(os.environ['SHOP'] + '/a')\n        await asyncio.sleep(500)\n"
        "        await client.get(os.environ['SHOP'] + '/b')\ndef go():\n    asyncio.run(main())"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: Reply(200, b"ok")}, {"SHOP": "{shop}"})
    assert isinstance(subject.call("job:go"), Returned)
    assert subject.requests[1].at == pytest.approx(500, abs=1)


def test_a_result_of_another_thread_ends_a_timed_wait_before_its_time(start):
    code = (
        "import concurrent.futures, os, urllib.request\n"
        "pool = concurrent.futures.ThreadPoolExecutor(1)\n"
        "def fetch():\n    return urllib.request.urlopen(os.environ['SHOP'] + '/x').read().decode()\n"
        "def go():\n    return pool.submit(fetch).result(timeout=30)"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: Reply(200, b"ok")}, {"SHOP": "{shop}"})
    outcome = subject.call("job:go")
    assert outcome == Returned("ok")
    assert subject.now < 30


def test_datetimes_of_the_virtual_clock_are_datetimes(start):
    code = (
        "import datetime, json\ndef go():\n    now = datetime.datetime.now()\n"
        "    later = now + datetime.timedelta(seconds=5)\n"
        "    return [isinstance(now, datetime.datetime), isinstance(later, datetime.date), later > now,\n"
        "            isinstance(3, datetime.datetime), type(now).__name__]"
    )
    assert start({"job.py": code}).call("job:go").value == [True, True, True, False, "datetime"]
