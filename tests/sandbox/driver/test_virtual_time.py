"""Every way to wait passes virtual time, is told to the grader in order, and costs no real time."""

from __future__ import annotations

import textwrap

import pytest
from kata.grader.toolkit import NoReply, Reply, Returned

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


PAUSES = {
    "time.sleep": "time.sleep(seconds)",
    "Lock.acquire": "held = threading.Lock()\nheld.acquire()\nassert held.acquire(timeout=seconds) is False",
    "_thread.lock": "held = _thread.allocate_lock()\nheld.acquire()\nheld.acquire(True, seconds)",
    "RLock.acquire": (
        "held = threading.RLock()\nowner = concurrent.futures.ThreadPoolExecutor(1)\n"
        "owner.submit(held.acquire).result()\nassert held.acquire(timeout=seconds) is False"
    ),
    "Semaphore": "assert threading.Semaphore(0).acquire(timeout=seconds) is False",
    "Event": "threading.Event().wait(seconds)",
    "Barrier": "try:\n    threading.Barrier(2).wait(seconds)\nexcept threading.BrokenBarrierError:\n    pass",
    "Queue": "try:\n    queue.Queue().get(timeout=seconds)\nexcept queue.Empty:\n    pass",
    "full Queue": (
        "full = queue.Queue(1)\nfull.put(1)\ntry:\n    full.put(2, timeout=seconds)\nexcept queue.Full:\n    pass"
    ),
    "SimpleQueue": "try:\n    queue.SimpleQueue().get(timeout=seconds)\nexcept queue.Empty:\n    pass",
    "select": "select.select([], [], [], seconds)",
    "poll": "assert select.poll().poll(seconds * 1000) == []",
    "epoll": "with select.epoll() as files:\n    assert files.poll(seconds) == []",
    "selector": "assert selectors.DefaultSelector().select(seconds) == []",
    "silent socket": (
        "here, there = socket.socketpair()\nwith here, there:\n    select.select([here], [], [], seconds)"
    ),
    "sigtimedwait": "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\nsignal.sigtimedwait([signal.SIGUSR1], seconds)",
    "Thread.join": (
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "threading.enumerate()[-1].join(seconds)"
    ),
    "Timer": "done = threading.Event()\nthreading.Timer(seconds, done.set).start()\ndone.wait()",
    "future": (
        "never = concurrent.futures.Future()\ntry:\n    never.result(timeout=seconds)\n"
        "except concurrent.futures.TimeoutError:\n    pass"
    ),
    "futures.wait": "concurrent.futures.wait([concurrent.futures.Future()], timeout=seconds)",
    "sleep in a thread": (
        "with concurrent.futures.ThreadPoolExecutor(1) as pool:\n    pool.submit(time.sleep, seconds).result()"
    ),
    "sleep in a thread with a deadline": (
        "with concurrent.futures.ThreadPoolExecutor(1) as pool:\n"
        "    pool.submit(time.sleep, seconds).result(timeout=300)"
    ),
    "asyncio.sleep": "asyncio.run(asyncio.sleep(seconds))",
    "asyncio.wait_for": (
        "async def main():\n    try:\n        await asyncio.wait_for(asyncio.Event().wait(), seconds)\n"
        "    except asyncio.TimeoutError:\n        pass\nasyncio.run(main())"
    ),
    "asyncio.to_thread": "asyncio.run(asyncio.to_thread(time.sleep, seconds))",
    "loop in a thread": (
        "loop = asyncio.new_event_loop()\nthreading.Thread(target=loop.run_forever, daemon=True).start()\n"
        "asyncio.run_coroutine_threadsafe(asyncio.sleep(seconds), loop).result()"
    ),
    "call_later": (
        "loop = asyncio.new_event_loop()\nloop.call_later(seconds, loop.stop)\nloop.run_forever()\nloop.close()"
    ),
    "sched": "s = sched.scheduler()\ns.enter(seconds, 1, lambda: None)\ns.run()",
    "busy loop": "end = time.monotonic() + seconds\nwhile time.monotonic() < end:\n    pass",
    "tenacity": (
        "@tenacity.retry(wait=tenacity.wait_fixed(seconds), stop=tenacity.stop_after_attempt(2), reraise=True)\n"
        "def fail():\n    raise ValueError\ntry:\n    fail()\nexcept ValueError:\n    pass"
    ),
    "many short ones": "for _ in range(40):\n    time.sleep(seconds / 40)",
    "until a deadline": (
        "end = time.monotonic() + seconds\nwhile (left := end - time.monotonic()) > 0:\n    time.sleep(left)"
    ),
    "multiprocessing.Event": "multiprocessing.Event().wait(seconds)",
    "alarm": (
        "def ring(*_):\n    raise TimeoutError\nsignal.signal(signal.SIGALRM, ring)\n"
        "signal.setitimer(signal.ITIMER_REAL, seconds)\ntry:\n    signal.pause()\nexcept TimeoutError:\n    pass"
    ),
}
"""The body of `def pause(seconds)`."""
IMPORTS = (
    "import _thread, asyncio, concurrent.futures, multiprocessing, os, queue, sched, select, selectors, signal\n"
    "import socket, threading, time, urllib.request\nimport tenacity\n"
)


def pause(way):
    return f"{IMPORTS}\ndef pause(seconds):\n" + textwrap.indent(PAUSES[way], "    ") + "\n"


@pytest.mark.parametrize("way", PAUSES)
def test_waits_of_every_kind_and_requests_are_seen_in_their_true_order(start, way):
    code = (
        "def go():\n    for seconds in (0, 2, 4):\n        if seconds:\n            pause(seconds)\n"
        "        urllib.request.urlopen(os.environ['SHOP'] + '/x').read()"
    )
    subject = start(
        {"job.py": pause(way) + code}, {"shop": lambda _request: Reply(200, b"ok")}, {"SHOP": "{shop}"}
    )
    assert subject.call("job:go") == Returned(None)
    assert [request.at for request in subject.requests] == pytest.approx([0, 2, 6], abs=0.01)
    assert sum(wait.seconds for wait in subject.waits) == pytest.approx(6, abs=0.01)


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


def well(_request):
    return Reply(200, b"ok")


FETCH = (
    IMPORTS
    + "\ndef fetch(*_):\n    return urllib.request.urlopen(os.environ['SHOP'] + '/x').read().decode()\n\n"
)
POOL = "pool = concurrent.futures.ThreadPoolExecutor(4)\n"


@pytest.mark.parametrize(
    "nothing",
    [
        "time.sleep(0)",
        "time.sleep(0.0)",
        "threading.Event().wait(0)",
        "threading.Event().wait(-1)",
        "select.select([], [], [], 0)",
        "asyncio.run(asyncio.sleep(0))",
        "threading.Lock().acquire(timeout=0)",
    ],
)
def test_a_wait_for_nothing_is_no_wait(start, nothing):
    subject = start({"job.py": f"{IMPORTS}\ndef go():\n    {nothing}"})
    assert isinstance(subject.call("job:go"), Returned)
    assert (subject.waits, subject.now) == ([], 0)


def test_waits_of_several_threads_pass_side_by_side_and_end_in_their_order(start):
    code = (
        f"{IMPORTS}{POOL}ended = []\ndef rest(seconds):\n    time.sleep(seconds)\n    ended.append(seconds)\n"
        "def go():\n    list(pool.map(rest, (3, 1, 2)))\n    return ended"
    )
    subject = start({"job.py": code})
    assert subject.call("job:go") == Returned([1, 2, 3])
    assert subject.now == pytest.approx(3)


@pytest.mark.parametrize("seconds", [30, 300])
def test_a_deadline_around_work_does_not_pass_while_it_is_done(start, seconds):
    code = (
        f"{FETCH}{POOL}import hashlib, json\ndef work():\n"
        "    for _ in range(20):\n        hashlib.pbkdf2_hmac('sha256', b'x', b'y', 4000)\n"
        "        json.dumps(list(range(5000)))\n        fetch()\n    return 'done'\n"
        f"def go():\n    return pool.submit(work).result(timeout={seconds})"
    )
    subject = start({"job.py": code}, {"shop": well}, {"SHOP": "{shop}"})
    assert subject.call("job:go") == Returned("done")
    assert (subject.waits, subject.now) == ([], 0)


def test_a_deadline_around_waits_is_later_than_they_are(start):
    code = (
        f"{FETCH}{POOL}def work():\n    for seconds in (2, 4):\n        fetch()\n        time.sleep(seconds)\n"
        "    return fetch()\n"
        "def go():\n    return pool.submit(work).result(timeout=300)\n"
        "def late():\n    return pool.submit(work).result(timeout=5)"
    )
    subject = start({"job.py": code}, {"shop": well}, {"SHOP": "{shop}"})
    assert subject.call("job:go") == Returned("ok")
    assert [request.at for request in subject.requests] == pytest.approx([0, 2, 6])
    subject.forget()
    assert subject.call("job:late").type.endswith("TimeoutError")
    assert subject.now == pytest.approx(11)


SILENCES = {
    "future": "pool.submit(fetch).result(timeout=0.2)",
    "futures.wait": "assert concurrent.futures.wait([pool.submit(fetch)], timeout=0.2).done\n    raise TimeoutError",
    "Thread.join": (
        "t = threading.Thread(target=fetch, daemon=True)\n    t.start()\n    t.join(0.2)\n    raise TimeoutError"
    ),
    "asyncio.wait_for": "asyncio.run(asyncio.wait_for(ask(), 0.2))",
    "socket": "urllib.request.urlopen(os.environ['SHOP'] + '/x', timeout=0.2)",
    "select": "raise TimeoutError(select.select([sent()], [], [], 0.2))",
}


@pytest.mark.parametrize("way", SILENCES)
def test_a_silent_provider_is_given_up_by_every_kind_of_deadline(start, way):
    code = (
        f"{FETCH}{POOL}import httpx\nasync def ask():\n    async with httpx.AsyncClient(timeout=None) as client:\n"
        "        await client.get(os.environ['SHOP'] + '/x')\n"
        "def sent():\n    one = socket.create_connection(('127.0.0.1', int(os.environ['SHOP'].rpartition(':')[2])))\n"
        "    one.sendall(b'GET /x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')\n    return one\n"
        f"def go():\n    {SILENCES[way]}"
    )
    subject = start({"job.py": code}, {"shop": lambda _request: NoReply()}, {"SHOP": "{shop}"})
    outcome = subject.call("job:go")
    assert any("Timeout" in kind or "URLError" in kind or "AssertionError" in kind for kind in outcome.types)
    assert subject.now == pytest.approx(0 if way == "socket" else 0.2)


def test_no_time_passes_between_calls_whatever_threads_they_left_behind(start):
    code = (
        f"{IMPORTS}stop, ticks = threading.Event(), []\ndef tick():\n    while not stop.wait(1):\n"
        "        ticks.append(time.monotonic())\n"
        "def begin():\n    threading.Thread(target=tick, daemon=True).start()\n"
        "def rest(seconds):\n    time.sleep(seconds)\ndef count():\n    return len(ticks)"
    )
    subject = start({"job.py": code})
    subject.call("job:begin")
    assert [subject.call("job:count").value for _ in range(3)] == [0, 0, 0]
    subject.call("job:rest", 2.5)
    assert (subject.call("job:count").value, subject.now) == (2, pytest.approx(2.5))
    subject.advance(0.6)
    assert (subject.call("job:count").value, subject.now) == (3, pytest.approx(3.1))


def test_what_a_thread_left_behind_is_at_is_done_before_the_call_counts_as_over(start):
    code = f"{FETCH}def go():\n    threading.Thread(target=lambda: (fetch(), fetch())).start()"
    subject = start({"job.py": code}, {"shop": well}, {"SHOP": "{shop}"})
    assert subject.call("job:go") == Returned(None)
    assert len(subject.requests) == 2


@pytest.mark.parametrize("name", ["sleep", "time", "monotonic", "perf_counter", "time_ns", "gmtime"])
def test_what_stands_for_a_built_in_is_used_like_one(start, name):
    arguments = "0" if name in ("sleep", "gmtime") else ""
    code = f"""
import copy, functools, inspect, pickle, time, types
from time import {name} as plain

class Held:
    of_class = time.{name}
    static = staticmethod(time.{name})
    partial = functools.partial(time.{name})

def default(clock=time.{name}):
    return clock({arguments})

def go():
    held = Held()
    for call in (held.of_class, held.static, held.partial, Held.of_class, plain):
        call({arguments})
    default()
    wrapped = functools.wraps(plain)(lambda *args: plain(*args))
    wrapped({arguments})
    try:
        inspect.signature(plain)
    except ValueError:
        pass
    assert pickle.loads(pickle.dumps(plain)) is plain and copy.deepcopy({{1: plain}})[1] is plain
    assert isinstance(plain, types.BuiltinFunctionType) and inspect.isbuiltin(plain) and callable(plain)
    assert not inspect.isfunction(plain)
    return [plain.__name__, plain.__qualname__, plain.__module__, wrapped.__name__, repr(plain)]
"""
    outcome = start({"job.py": code}).call("job:go")
    assert outcome == Returned([name, name, "time", name, f"<built-in function {name}>"])


WALL = """
import datetime, logging, time

def wall():
    record = logging.LogRecord("a", 20, "p", 1, "m", (), None)
    return [time.time(), datetime.datetime.now(datetime.timezone.utc).timestamp(), record.created]

def local():
    return [datetime.datetime.now().isoformat(), time.strftime("%H:%M"), time.localtime().tm_hour,
            datetime.datetime.now().astimezone().utcoffset().total_seconds(), datetime.date.today().isoformat()]
"""
NEW_YEARS_EVE = 1_798_759_800.0
"""2026-12-31T23:30:00Z."""


def test_the_wall_clock_begins_where_the_test_says(start):
    subject = start({"job.py": WALL}, starts_at=NEW_YEARS_EVE)
    assert subject.epoch == NEW_YEARS_EVE
    assert subject.call("job:wall") == Returned([NEW_YEARS_EVE] * 3)
    subject.advance(3600.5)
    assert subject.call("job:wall") == Returned([subject.epoch + subject.now] * 3)


def test_the_wall_clock_is_known_where_the_test_does_not_say_it_either(start):
    subject = start({"job.py": WALL})
    assert subject.call("job:wall") == Returned([pytest.approx(subject.epoch, abs=1e-5)] * 3)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ({}, ["2026-12-31T23:30:00", "23:30", 23, 0.0, "2026-12-31"]),
        ({"TZ": "SHOP-05:30"}, ["2027-01-01T05:00:00", "05:00", 5, 19800.0, "2027-01-01"]),
    ],
)
def test_the_zone_of_the_environment_is_the_machines(start, zone, told):
    assert start({"job.py": WALL}, {}, zone, starts_at=NEW_YEARS_EVE).call("job:local") == Returned(told)


CLOCKS_IN_CLASSES = """
import datetime, logging, time

class Formats:
    converter = time.gmtime
    now = time.time
    pause = time.sleep
    ticks = time.monotonic_ns

class Child(Formats):
    pass

def go():
    one = Child()
    before = one.ticks()
    one.pause(2)
    return [one.converter(0).tm_year, one.now() == time.time(), one.ticks() - before]
"""


def test_clocks_and_sleeps_in_a_class_body_are_no_methods(start):
    assert start({"job.py": CLOCKS_IN_CLASSES}).call("job:go") == Returned([1970, True, 2_000_000_000])
