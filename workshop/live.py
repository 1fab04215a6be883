"""Keeps open pages up to date: one reader of the database per process, what changed rendered once for all who watch.

A *topic* is what a page shows. Its *pieces* are the parts of the page that may change, by the id of their element. The
reader looks again when something was committed here, and every 250 ms for what others committed; it renders the
pieces whose value changed and keeps them as one *frame*. A connection is no more than a place in the frames: who reads
slowly costs nothing. Whoever is too far behind, or comes from another process, gets all pieces as one frame.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from .store.store import Store
from .store.tables import grant, room

LOOK_SECONDS = 0.25
"""Between two looks for what other processes committed."""

AFRESH_SECONDS = 10.0
"""What changes with time alone is looked at this often."""

REVOKED_SECONDS = 1.0
"""How soon a stream ends when its right to see has ended."""

BREATH_SECONDS = 0.25
"""Between two writes to one connection."""

ALIVE_SECONDS = 15.0
"""A word at least this often; a page that hears nothing for 20 s says so."""

LONGEST_SECONDS = 3600.0
"""Of one stream; the browser comes again, and is asked for its right anew."""

MOST_FRAMES = 256
IDLE_SECONDS = 60.0
"""A topic that nobody watches is forgotten after this."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Topic:
    """What a page shows: `view` of the room with that key, for the person with that key where it is one's own."""

    view: str
    room: int
    person: int | None = None


@dataclass(frozen=True)
class Piece:
    """One element of a page: it is rendered when `value` differs from the last one."""

    value: Hashable
    render: Callable[[], str]


@dataclass(frozen=True)
class Look:
    """A room at one moment, seconds since 1970: the pieces of any topic of it."""

    now: float
    pieces: Callable[[Topic], Mapping[str, Piece]]


@dataclass
class Channel:
    """The frames of one topic. Everything is touched under the lock of `Live`."""

    name: str = field(default_factory=lambda: secrets.token_hex(4))
    number: int = 0
    frames: deque[bytes] = field(default_factory=lambda: deque(maxlen=MOST_FRAMES))
    values: dict[str, Hashable] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    now: float = 0.0
    whole: bytes | None = None
    waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=set)
    watched_at: float = 0.0

    def update(self, look: Look, pieces: Mapping[str, Piece]) -> bool:
        """Takes a new look in; whether anything changed."""
        put = {
            name: piece.render()
            for name, piece in pieces.items()
            if name not in self.values or self.values[name] != piece.value
        }
        put |= dict.fromkeys(self.values.keys() - pieces.keys(), "")
        self.now = look.now
        if not put:
            return False
        self.values = {name: piece.value for name, piece in pieces.items()}
        self.shown = {name: put.get(name, self.shown.get(name, "")) for name in pieces}
        self.number += 1
        self.whole = None
        self.frames.append(self._frame(put, whole=False))
        return True

    def since(self, after: int | None) -> tuple[bytes, int]:
        """What a page needs that has seen `after`, and what it has seen then; None: it has seen nothing of it."""
        if not self.number:
            return b"", 0
        if after is None or not self.number - len(self.frames) <= after <= self.number:
            if self.whole is None:
                self.whole = self._frame(self.shown, whole=True)
            return self.whole, self.number
        missed = self.number - after
        return b"".join(list(self.frames)[len(self.frames) - missed :]), self.number

    def place(self, after: str) -> int | None:
        """The number in `NAME-NUMBER`, when it is this channel's."""
        name, _, number = after.rpartition("-")
        return int(number) if name == self.name and number.isdecimal() and len(number) < 16 else None

    def _frame(self, put: Mapping[str, str], *, whole: bool) -> bytes:
        body = msgspec.json.encode({"now": round(self.now * 1000), "whole": whole, "put": put})
        return b"id: %s-%d\nevent: cells\ndata: %s\n\n" % (self.name.encode(), self.number, body)


class Live:
    """The reader and its channels. `look` reads a room by its key, in the reader's thread."""

    def __init__(self, store: Store, look: Callable[[int], Look]) -> None:
        self._store = store
        self._look = look
        self._lock = threading.Lock()
        self._channels: dict[Topic, Channel] = {}
        self._grants: dict[int, int] = {}
        self._revoked: set[int] = set()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._read, name="live", daemon=True)
        self._seen: dict[int, tuple[int, float]] = {}
        store.watch(self._wake.set)
        self._thread.start()

    def after(self, topic: Topic) -> str:
        """Where a page that is made now will go on; empty when nobody watches the topic yet."""
        with self._lock:
            channel = self._channels.get(topic)
            return f"{channel.name}-{channel.number}" if channel is not None and channel.number else ""

    async def stream(self, topic: Topic, after: str, granted: int) -> AsyncIterator[bytes]:
        """Server-sent events for one page, until its right to see ends, an hour is over, or the server stops."""
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        channel = self._enter(topic, loop, woken, granted)
        place = channel.place(after)
        ends = loop.time() + LONGEST_SECONDS
        try:
            yield b"retry: 1000\n\n"
            while loop.time() < ends and not self._closed.is_set():
                woken.clear()
                with self._lock:
                    data, seen = channel.since(place)
                    revoked = granted in self._revoked
                if revoked:
                    yield b"event: over\ndata: \n\n"
                    return
                if data:
                    place = seen
                    yield data
                    await asyncio.sleep(BREATH_SECONDS)
                    continue
                try:
                    await asyncio.wait_for(woken.wait(), ALIVE_SECONDS)
                except TimeoutError:
                    yield b"event: alive\ndata: \n\n"
        finally:
            self._leave(topic, loop, woken, granted)

    def end_streams(self) -> None:
        """Ends every stream, and begins to end the reader."""
        self._closed.set()
        self._wake.set()
        with self._lock:
            for channel in self._channels.values():
                _wake(channel.waiting)

    def close(self) -> None:
        """Ends every stream, then the reader."""
        self.end_streams()
        self._store.unwatch(self._wake.set)
        self._thread.join()

    def _enter(
        self, topic: Topic, loop: asyncio.AbstractEventLoop, woken: asyncio.Event, granted: int
    ) -> Channel:
        with self._lock:
            channel = self._channels.setdefault(topic, Channel())
            channel.waiting.add((loop, woken))
            self._grants[granted] = self._grants.get(granted, 0) + 1
        self._wake.set()
        return channel

    def _leave(
        self, topic: Topic, loop: asyncio.AbstractEventLoop, woken: asyncio.Event, granted: int
    ) -> None:
        with self._lock:
            channel = self._channels.get(topic)
            if channel is not None:
                channel.waiting.discard((loop, woken))
                channel.watched_at = time.monotonic()
            self._grants[granted] -= 1
            if not self._grants[granted]:
                del self._grants[granted]
                self._revoked.discard(granted)

    def _read(self) -> None:
        asked = 0.0
        while not self._closed.is_set():
            began = time.monotonic()
            self._wake.clear()
            try:
                self._refresh(self._rooms())
                if began - asked >= REVOKED_SECONDS:
                    asked = began
                    self._ask_rights()
            except Exception:  # a database that is away comes again; pages tell meanwhile that they are old
                log.exception("live pages could not be brought up to date")
                self._closed.wait(1.0)
            took = time.monotonic() - began
            self._closed.wait(max(0.02, min(2.0, took)))  # at most half of this thread's time
            self._wake.wait(LOOK_SECONDS)

    def _rooms(self) -> dict[int, list[tuple[Topic, Channel]]]:
        """What is watched now, by room; what nobody has watched for a while is forgotten."""
        found: dict[int, list[tuple[Topic, Channel]]] = {}
        with self._lock:
            for topic, channel in list(self._channels.items()):
                if channel.waiting:
                    found.setdefault(topic.room, []).append((topic, channel))
                elif time.monotonic() - channel.watched_at > IDLE_SECONDS:
                    del self._channels[topic]
        return found

    def _refresh(self, rooms: Mapping[int, Sequence[tuple[Topic, Channel]]]) -> None:
        if not rooms:
            return
        with self._store.read() as connection:
            asked = room.select().with_only_columns(room.c.id, room.c.seq).where(room.c.id.in_(rooms))
            now_at = {row.id: row.seq for row in connection.execute(asked)}
        for key, watched in rooms.items():
            seq, read_at = self._seen.get(key, (-1, 0.0))
            fresh = now_at.get(key) == seq and time.monotonic() - read_at < AFRESH_SECONDS
            if key not in now_at or (fresh and all(channel.number for _, channel in watched)):
                continue
            self._seen[key] = (now_at[key], time.monotonic())
            look = self._look(key)
            for topic, channel in watched:
                pieces = look.pieces(topic)
                with self._lock:
                    if channel.update(look, pieces):
                        _wake(channel.waiting)

    def _ask_rights(self) -> None:
        with self._lock:
            held = set(self._grants)
        if not held:
            return
        with self._store.read() as connection:
            asked = grant.select().with_only_columns(grant.c.id)
            asked = asked.where(grant.c.id.in_(held), grant.c.revoked_at.is_not(None))
            revoked = set(connection.execute(asked).scalars())
        with self._lock:
            self._revoked |= revoked
            if revoked:
                for channel in self._channels.values():
                    _wake(channel.waiting)


def _wake(waiting: Iterable[tuple[asyncio.AbstractEventLoop, asyncio.Event]]) -> None:
    for loop, woken in waiting:
        with contextlib.suppress(RuntimeError):  # its loop has ended
            loop.call_soon_threadsafe(woken.set)
