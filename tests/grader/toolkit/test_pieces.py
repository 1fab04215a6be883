"""Which piece of code waits again and again is seen while it runs, however it is written."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import Frame, Piece, Wait, are_two, waiting_piece
from kata.grader.toolkit.subject import MAX_PLACED_WAITS

LOOPS = {
    "a for loop": "def go():\n    for s in (2, 4):\n        time.sleep(s)\n",
    "its sleep handed in": "def go(sleep=time.sleep):\n    sleep(2)\n    sleep(4)\n",
    "a pause of its own": "def pause(s):\n    time.sleep(s)\ndef go():\n    pause(2)\n    pause(4)\n",
    "a wait for an event": "import threading\ndef go():\n    for s in (2, 4):\n        threading.Event().wait(s)\n",
    "recursion": "def go(s=2):\n    time.sleep(s)\n    if s < 4:\n        go(s + 2)\n",
    "recursion from within": "def go(s=4):\n    if s > 2:\n        go(s - 2)\n    time.sleep(s)\n",
    "a generator that waits": "def go():\n    for s in (2, 4):\n        time.sleep(s)\n        yield\ndef call():\n    list(go())\n",
    "a pause in slices": "def pause(s):\n    for _ in range(s):\n        time.sleep(1)\ndef go():\n    pause(2)\n    pause(4)\n",
    "another thread": (
        "import concurrent.futures\ndef go():\n    time.sleep(2)\n    time.sleep(4)\n"
        "def call():\n    with concurrent.futures.ThreadPoolExecutor(1) as pool:\n        pool.submit(go).result()\n"
    ),
}
TENACITY = (
    "import tenacity\n"
    "POLICY = tenacity.Retrying(wait=tenacity.wait_fixed(2), stop=tenacity.stop_after_attempt(3), reraise=True)\n"
    "def fail():\n    raise ValueError\n"
    "def go():\n    try:\n        POLICY(fail)\n    except ValueError:\n        pass\n"
)
ASYNCIO = {
    "a loop that awaits": "async def go():\n    await asyncio.sleep(2)\n    await asyncio.sleep(4)\n",
    "recursion that awaits": (
        "async def go(s=2):\n    await asyncio.sleep(s)\n    if s < 4:\n        await go(s + 2)\n"
    ),
    "tasks that are awaited": (
        "async def go():\n    for s in (2, 4):\n        await asyncio.create_task(asyncio.sleep(s))\n"
    ),
    "a wait with an end": (
        "async def go():\n    for s in (2, 4):\n        try:\n"
        "            await asyncio.wait_for(asyncio.Event().wait(), s)\n        except TimeoutError:\n            pass\n"
    ),
}
RUN = "def call():\n    asyncio.run(go())\n"
RUN_IN_A_THREAD = (
    "LOOP = asyncio.new_event_loop()\nthreading.Thread(target=LOOP.run_forever, daemon=True).start()\n"
    "def call():\n    asyncio.run_coroutine_threadsafe(go(), LOOP).result()\n"
)
TIMERS = {
    "a timer that starts the next": (
        "def go(done, s=2):\n    later = (lambda: go(done, s + 2)) if s < 4 else done.set\n"
        "    threading.Timer(s, later).start()\n"
        "def call():\n    done = threading.Event()\n    go(done)\n    done.wait()\n"
    ),
    "timers one after the other": (
        "def call():\n    go()\n"
        "def go():\n    for s in (2, 4):\n        timer = threading.Timer(s, print)\n        timer.start()\n"
        "        timer.join()\n"
    ),
}


def waited(start, source: str) -> Piece | None:
    subject = start({"job.py": "import time\n" + source})
    subject.call("job:call" if "def call" in source else "job:go")
    assert sum(wait.seconds for wait in subject.waits) == pytest.approx(6 if "tenacity" not in source else 4)
    return waiting_piece(subject.waits)


@pytest.mark.parametrize("way", LOOPS)
def test_the_function_that_loops_is_found_and_not_what_it_calls(start, way):
    piece = waited(start, LOOPS[way])
    assert piece is not None and piece.place is not None
    assert (piece.place.path, piece.place.function, piece.library) == ("job.py", "go", "")
    [evidence] = piece.evidence("waits")
    assert (evidence.path, evidence.message) == ("job.py", "this function waits")
    assert evidence.line == 1 + (
        ("import time\n" + LOOPS[way])
        .splitlines()
        .index(next(line for line in LOOPS[way].splitlines() if line.startswith("def go")))
    )


def test_a_library_that_loops_is_told_with_the_place_where_it_is_called(start):
    piece = waited(start, TENACITY)
    assert piece is not None and piece.place is not None
    assert (piece.library, piece.place.function) == ("tenacity", "go")
    assert piece.words == "tenacity (called in `go` in job.py)"


@pytest.mark.parametrize("run", [RUN, RUN_IN_A_THREAD], ids=["run", "in a thread"])
@pytest.mark.parametrize("way", ASYNCIO)
def test_the_coroutine_that_waits_in_an_event_loop_is_found(start, way, run):
    piece = waited(start, "import asyncio, threading\n" + ASYNCIO[way] + run)
    assert piece is not None and piece.place is not None
    assert (piece.place.function, piece.library) == ("go", "")


@pytest.mark.parametrize("way", TIMERS)
def test_of_timers_it_is_found_what_starts_them(start, way):
    piece = waited(start, "import threading\n" + TIMERS[way])
    assert piece is not None and piece.place is not None
    assert (piece.place.function, piece.library) == ("go", "")


def test_an_event_loop_and_timers_that_are_not_understood_claim_nothing(start):
    unknown = waited(
        start,
        "import asyncio\nasync def go():\n    loop, done = asyncio.get_running_loop(), asyncio.Event()\n"
        "    loop.call_later(2, lambda: loop.call_later(4, done.set))\n    await done.wait()\n" + RUN,
    )
    assert unknown is not None and unknown.library == "asyncio"
    assert not are_two(unknown, OWN)


def test_threads_of_an_earlier_call_say_nothing_of_this_one(start):
    subject = start(
        {
            "job.py": (
                "import threading, time, queue\nJOBS = queue.Queue()\n"
                "def work():\n    while True:\n        JOBS.get()()\n"
                "def begin():\n    for _ in range(2):\n        threading.Thread(target=work, daemon=True).start()\n"
                "def go():\n    begun = threading.Barrier(3)\n"
                "    for s in (2, 4):\n        JOBS.put(lambda s=s: (begun.wait(), time.sleep(s), begun.wait()))\n"
                "    begun.wait()\n    begun.wait()\n"
            )
        }
    )
    subject.call("job:begin")
    subject.call("job:go")
    assert [wait.seconds for wait in subject.waits] == [2, 2]
    assert waiting_piece(subject.waits) is None


def test_one_wait_does_not_tell_who_loops(start):
    subject = start({"job.py": "import time\ndef go():\n    time.sleep(2)\n    time.sleep(0)\n"})
    subject.call("job:go")
    assert waiting_piece(subject.waits) is None


def test_waits_of_two_calls_have_nothing_in_common(start):
    subject = start({"job.py": "import time\ndef go():\n    time.sleep(2)\n"})
    subject.call("job:go")
    subject.call("job:go")
    assert len(subject.waits) == 2
    assert waiting_piece(subject.waits) is None


def test_a_busy_wait_claims_nothing(start):
    busy = (
        "import time\ndef go():\n    for s in (2, 4):\n        end = time.monotonic() + s\n"
        "        while time.monotonic() < end:\n            pass\n        print()\n"
    )
    subject = start({"job.py": busy})
    subject.call("job:go")
    assert waiting_piece(subject.waits) is None


def test_after_many_waits_it_is_no_longer_kept_where_they_came_from(start):
    subject = start(
        {
            "job.py": f"import time\ndef go():\n    for _ in range({MAX_PLACED_WAITS + 1}):\n        time.sleep(1)\n"
        }
    )
    subject.call("job:go")
    assert subject.waits[MAX_PLACED_WAITS - 1].where and not subject.waits[MAX_PLACED_WAITS].where


def test_a_number_on_a_frame_is_never_given_to_another():
    one, two = (Wait(0.0, 2.0, (Frame("a.py", 3, "go", 1, number),)) for number in (0, 0))
    assert waiting_piece([one, two]) is None


OWN = Piece(("a.py", 1, "go"), None)
COPY = Piece(("b.py", 1, "go"), None)
TENACIOUS = Piece(("", 0, "tenacity"), None, "tenacity")


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        (OWN, COPY, True),
        (OWN, OWN, False),
        (OWN, None, False),
        (OWN, TENACIOUS, True),
        (TENACIOUS, TENACIOUS, False),
        (TENACIOUS, Piece(("", 0, "urllib3"), None, "urllib3"), False),
        (OWN, Piece(("", 0, "sched"), None, "sched"), False),
    ],
)
def test_two_pieces_of_the_workspace_are_two_and_a_library_is_one(one, other, two):
    assert are_two(one, other) is are_two(other, one) is two
