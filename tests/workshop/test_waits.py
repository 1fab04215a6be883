"""Where people stand in the queue is looked at once for all."""

from __future__ import annotations

import asyncio
import threading

from kata.workshop import queue, rooms
from kata.workshop.waits import Waits
from people import claimed, hand_in, joined


def test_a_poll_does_not_read_the_queue(desk, monkeypatch):
    room = rooms.create_room(desk, "sms")
    rooms.open_stage(desk, room, seen=0, by=None)
    waits = Waits(desk, lambda: 2)
    ids = [hand_in(desk, joined(desk, room)).id for _ in range(5)]
    read, looks = queue.waiting, []

    def counted(connection):
        looks.append(connection)
        return read(connection)

    monkeypatch.setattr(queue, "waiting", counted)

    async def all_poll():
        return await asyncio.gather(*(waits.news(each, 0, 0.0) for each in ids * 20))

    async def one_polls():
        return await waits.news(ids[0], 0, 0.0)

    asyncio.run(one_polls())
    assert len(looks) == 1
    found = asyncio.run(all_poll())
    assert len(looks) == 1
    assert [place.position for place, _ in found[:5]] == [1, 2, 3, 4, 5]
    claimed(desk)
    looks.clear()
    assert waits.place(ids[0])[0].state == "queued" and not looks  # as it was looked at last
    assert waits.place(ids[0], now=True)[0].state == "grading" and len(looks) == 1
    assert waits.place(ids[0])[0].state == "grading" and len(looks) == 1


def test_all_who_come_while_one_looks_share_the_next_look(desk, monkeypatch):
    waits = Waits(desk, lambda: 2)
    read, looks, first, go_on = queue.waiting, [], threading.Event(), threading.Event()

    def held(connection):
        looks.append(connection)
        first.set()
        go_on.wait()
        return read(connection)

    monkeypatch.setattr(queue, "waiting", held)
    threads = [threading.Thread(target=waits.place, args=("none",), kwargs={"now": True}) for _ in range(9)]
    threads[0].start()
    first.wait()
    asked, lock = [], waits._lock

    class Counted:
        """The lock; tells who waits for it."""

        def __enter__(self):
            asked.append(threading.current_thread())
            lock.acquire()

        def __exit__(self, *error):
            lock.release()

    vars(waits)["_lock"] = Counted()
    for thread in threads[1:]:
        thread.start()
    while len(asked) < 8:
        threading.Event().wait(0.01)
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(looks) == 2
