"""A room on a desk of its own, played by writing what the server would have written; no grader runs."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from kata.report.report import CheckResult, Evidence, Figures, ObjectPicture, Report, encode
from kata.session.clock import Clock
from kata.workshop import grants, people, rooms
from kata.workshop.desk import Desk, new_public
from kata.workshop.pages.routes import routes
from kata.workshop.pages.sessions import PLAIN_COOKIE
from kata.workshop.pages.site import Site, Workers, site
from kata.workshop.people import Joined
from kata.workshop.snapshots import keep
from kata.workshop.store import tables as t
from kata.workspace.snapshot import Snapshot
from kata.workspace.tree import snapshot
from sqlalchemy import insert, select, update
from starlette.applications import Starlette

URL = "http://testserver"


def report_of(
    stage: int,
    *,
    passed: bool = True,
    failed: tuple[str, ...] = (),
    figures: Figures | None = None,
    objects: ObjectPicture | None = None,
    words: str = "It was to be sent once.",
    path: str = "sms/transport.py",
) -> Report:
    """What a grader could have found."""
    checks = tuple(
        CheckResult(
            id=name,
            stage=stage,
            group="current",
            outcome="failed",
            summary=words,
            expected="one request",
            seen=words,
            evidence=(Evidence(path=path, line=3, excerpt="x = 1\n", message=words),),
        )
        for name in failed
    )
    return Report(
        kata="sms",
        stage=stage,
        stage_name=f"{stage}_step",
        passed=passed,
        score=100.0 if passed else 40.0,
        verdict="kept" if passed else "violated",
        headline=words,
        checks=checks,
        figures=figures or Figures(files_added=1, lines_added=20 * stage, classes=2),
        objects=objects,
    )


@dataclass
class Played:
    """A room and those who are in it, by name."""

    desk: Desk
    clock: Clock
    public: str
    site: Site
    people: dict[str, Joined] = field(default_factory=dict)

    @property
    def key(self) -> int:
        """The room's key."""
        with self.desk.store.read() as connection:
            return int(
                connection.execute(select(t.room.c.id).where(t.room.c.public == self.public)).scalar_one()
            )

    def app(self) -> Starlette:
        """The pages as an application."""
        from kata.workshop.pages.guard import Guarded

        made = Starlette(routes=routes(self.site))
        made.add_middleware(Guarded)
        return made

    def join(self, name: str, *, share: bool = True) -> Joined:
        """Somebody joins."""
        with self.desk.store.read() as connection:
            row = connection.execute(select(t.room).where(t.room.c.public == self.public)).one()
        code = rooms.join_code(self.desk, row)
        joined = people.join(self.desk, code, name=name, share=share)
        self.people[name] = joined
        return joined

    def session(self, role: Any, name: str = "") -> str:
        """A session's token, for that role in this room; an owner has all rooms."""
        made = grants.link(
            self.desk,
            role,
            room_id="" if role == "owner" else self.public,
            person_id=self.people[name].person if name else "",
        )
        return grants.enter(self.desk, made)

    def hand_in(
        self,
        name: str,
        stage: int,
        report: Report | None = None,
        *,
        state: str = "graded",
        files: Snapshot | None = None,
        closes: str = "",
        claimed: float | None = None,
        anyway: bool = False,
    ) -> str:
        """A hand-in as the server keeps it; its public id. With a report it is graded; `closes` is why it closes."""
        public = new_public()
        with self.desk.store.write() as connection:
            person = connection.execute(
                select(t.person).where(t.person.c.public == self.people[name].person)
            ).one()
            before = connection.execute(
                select(t.submission.c.id).where(
                    t.submission.c.person == person.id, t.submission.c.stage == stage
                )
            ).all()
            tree = keep(connection, files or snapshot({"sms/work.py": f"N = {public!r}\n".encode()}))
            key = connection.execute(
                insert(t.submission)
                .values(
                    public=public,
                    person=person.id,
                    stage=stage,
                    kind="hand-in",
                    baseline=0,
                    tree=tree,
                    attempt=len(before) + 1,
                    state=state,
                    anyway=anyway,
                    received=self.clock.now(),
                    claimed_at=claimed,
                )
                .returning(t.submission.c.id)
            ).scalar_one()
            waits = {"queued": "queued", "grading": "leased"}.get(state, "done")
            job = connection.execute(
                insert(t.job)
                .values(
                    submission=key,
                    regrading=0,
                    fingerprint="f",
                    lane="live",
                    state=waits,
                    created_at=self.clock.now().wall,
                    queued_at=self.clock.now().wall,
                )
                .returning(t.job.c.id)
            ).scalar_one()
            if report is not None:
                connection.execute(
                    insert(t.report).values(
                        job=job,
                        passed=report.passed,
                        score=report.score,
                        verdict=report.verdict or "",
                        document=zlib.compress(encode(report)),
                        rung="namespaces",
                        host="here",
                        seconds=2.0,
                        recorded_at=self.clock.now().wall,
                    )
                )
                connection.execute(insert(t.current).values(submission=key, job=job))
            if closes:
                connection.execute(
                    insert(t.closure).values(
                        person=person.id, stage=stage, submission=key, cause=closes, closed=self.clock.now()
                    )
                )
            self._event(connection, "queued", person=self.people[name].person, stage=stage)
            self.seen(name, connection)
        return public

    def seen(self, name: str, connection: Any = None) -> None:
        """The person's machine was heard of."""
        change = update(t.person).where(t.person.c.public == self.people[name].person)
        change = change.values(seen_at=self.clock.now().wall)
        if connection is not None:
            connection.execute(change)
            return
        with self.desk.store.write() as own:
            own.execute(change)

    def _event(self, connection: Any, kind: str, **body: object) -> None:
        from kata.workshop.desk import Change

        row = connection.execute(select(t.room).where(t.room.c.public == self.public)).one()
        Change(connection, row, self.clock.now()).happened(kind, **body)


def make_room(
    desk: Desk, *, kata: str = "sms", url: str = URL, secure: bool = False, **values: Any
) -> Played:
    """A room of that kata with its door open and nobody in it."""
    public = rooms.create_room(desk, kata, **values)
    workers = Workers(2, "namespaces")
    return Played(desk, desk.clock, public, site(desk, lambda: workers, url, secure=secure))


class Browser:
    """Asks the pages for one address after the other, as somebody with that session; goes nowhere by itself."""

    def __init__(self, app: Starlette, session: str = "", cookie: str = PLAIN_COOKIE) -> None:
        self._app = app
        self._cookie = f"{cookie}={session}" if session else ""

    def get(self, path: str, headers: Mapping[str, str] = {}) -> httpx.Response:  # never written
        return self._ask("GET", path, headers=dict(headers))

    def post(
        self,
        path: str,
        data: Mapping[str, object] = {},  # never written
        headers: Mapping[str, str] = {},
    ) -> httpx.Response:
        return self._ask("POST", path, headers=dict(headers), data=dict(data))

    def _ask(self, method: str, path: str, *, headers: dict[str, str], **what: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
                return await client.request(method, path, headers=headers, **what)

        if self._cookie:
            headers["cookie"] = self._cookie
        return asyncio.run(ask())
