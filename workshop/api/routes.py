"""The routes of `/api/v1`. Each is asked with a trainee's token, but for `join`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...base.decoding import converted
from ...report import report as reports
from .. import grants, hand_ins, kit, messages, people, reading
from ..grants import Caller
from ..hand_ins import HandIn
from ..parcel import MAX_BYTES, MAX_WIRE_BYTES, unpack
from ..refusal import Refusal, not_there
from ..rooms import closed_stage, opened_stage, revealed
from .comparison import comparison
from .guard import Api, Handler, address, answers, body_in, message_in, said, trainee
from .hints import next_hint

PARCEL = "application/octet-stream"


def routes(api: Api) -> list[Route]:
    """Every route, each wrapped by who may ask it."""
    own: list[tuple[str, str, Callable[[Api], Handler]]] = [
        ("GET", messages.ME, _me),
        ("GET", messages.STAGE, _stage),
        ("GET", messages.COMPARISON, _comparison),
        ("GET", messages.BOOK, _book),
        ("POST", messages.HAND_INS, _hand_in),
        ("GET", messages.HAND_IN, _progress),
        ("GET", messages.REPORT, _report),
        ("POST", messages.NOTES, _notes),
        ("POST", messages.HINTS, _hint),
        ("POST", messages.QUESTIONS, _question),
        ("POST", messages.LINK, _link),
        ("POST", messages.LEAVE, _leave),
    ]
    found = [Route(messages.JOIN, answers(_join(api)), methods=["POST"])]
    return found + [Route(path, trainee(api, made(api)), methods=[method]) for method, path, made in own]


def _join(api: Api) -> Callable[[Request], Awaitable[Response]]:
    async def join(request: Request) -> Response:
        who = address(request)
        if wait := api.guesses.wait(who):
            refusal = Refusal("wait", "Too many wrong codes.", f"Try again in {wait:.0f} s.", status=429)
            raise refusal
        asked = messages.decode(await message_in(request), messages.Join)
        try:
            joined = await run_in_threadpool(
                people.join, api.desk, asked.code, name=asked.name, share=asked.share
            )
        except Refusal as refusal:
            if refusal.error == "no-room":
                api.guesses.wrong(who)
            raise
        return said(201, await run_in_threadpool(_welcome, api, joined))

    return join


def _welcome(api: Api, joined: people.Joined) -> messages.Joined:
    with api.desk.store.read() as connection:
        of_room, _ = reading.room_and_person(connection, joined.person)
    return messages.Joined(
        token=joined.token,
        person=messages.Person(id=joined.person, name=joined.name or "", animal=joined.animal),
        room=messages.Room(
            id=of_room.public,
            title=of_room.title[:400],
            kata=of_room.kata,
            stages=tuple(
                messages.StageTime(number=number, minutes=minutes)
                for number, minutes in enumerate(of_room.minutes, 1)
            ),
            limits=messages.Limits(wire_bytes=MAX_WIRE_BYTES, bytes=MAX_BYTES),
        ),
    )


def _me(api: Api) -> Handler:
    async def me(request: Request, caller: Caller) -> Response:
        return said(200, await run_in_threadpool(reading.me, api.desk, caller.person, api.waits.place))

    return me


def _stage(api: Api) -> Handler:
    def kit_for(caller: Caller, number: int) -> bytes:
        people.look(api.desk, caller.person, number)
        with api.desk.store.read() as connection:
            of_room, _ = reading.room_and_person(connection, caller.person)
        made = kit.kit_of(api.desk.katas.kata(of_room.kata), number, of_room.minutes[number - 1])
        return kit.pack_kit(made)

    async def stage(request: Request, caller: Caller) -> Response:
        number = _number(request)
        return Response(await run_in_threadpool(kit_for, caller, number), media_type=PARCEL)

    return stage


def _comparison(api: Api) -> Handler:
    async def compared(request: Request, caller: Caller) -> Response:
        return said(200, await run_in_threadpool(comparison, api.desk, caller.person, _number(request)))

    return compared


def _book(api: Api) -> Handler:
    def opened(caller: Caller) -> messages.OpenBook:
        with api.desk.store.read() as connection:
            of_room, own = reading.room_and_person(connection, caller.person)
            closed = closed_stage(connection, own.id)
            shown = revealed(opened_stage(connection, of_room.id), closed)
        katas = api.desk.katas
        return kit.open_book(katas.pack.book(), katas.kata(of_room.kata), closed, shown)

    async def book(request: Request, caller: Caller) -> Response:
        return said(200, await run_in_threadpool(opened, caller))

    return book


def _hand_in(api: Api) -> Handler:
    def received(caller: Caller, headers: dict[str, str], data: bytes) -> tuple[bool, messages.Accepted]:
        given = _given(headers, data)
        receipt = hand_ins.receive(api.desk, caller.person, given)
        place, _ = api.waits.place(receipt.id, now=True)
        return receipt.new, messages.Accepted(
            id=receipt.id,
            state=_state(receipt.state),
            position=place.position,
            waiting=place.waiting,
            seconds=place.seconds,
            received_at=receipt.received_at,
            attempt=receipt.attempt,
            closed=receipt.closed,
        )

    async def hand_in(request: Request, caller: Caller) -> Response:
        if not await run_in_threadpool(api.room_on_disk):
            raise Refusal(
                "disk", "The room's disk is nearly full.", "Nothing was lost; tell the facilitator.", 507
            )
        data = await body_in(request, MAX_WIRE_BYTES, api.parcels)
        new, accepted = await run_in_threadpool(received, caller, dict(request.headers), data)
        return said(202 if new else 200, accepted)

    return hand_in


def _given(headers: dict[str, str], data: bytes) -> HandIn:
    def header(name: str) -> str:
        return headers.get(name.lower(), "")

    stage, kind = header(messages.STAGE_HEADER), header(messages.KIND_HEADER) or "hand-in"
    if not (stage.isascii() and stage.isdigit() and len(stage) <= 2) or kind not in ("hand-in", "amend"):
        raise messages.Refused(
            f"{messages.STAGE_HEADER} is a number, {messages.KIND_HEADER} is hand-in or amend."
        )
    claim = None
    if header(messages.CLAIM_HEADER):
        claim = messages.decode(header(messages.CLAIM_HEADER).encode(), messages.Claim)
    return HandIn(
        stage=int(stage),
        state=unpack(data),
        kind="amend" if kind == "amend" else "hand-in",
        anyway=header(messages.ANYWAY_HEADER) == "1",
        stay=header(messages.STAY_HEADER) == "1",
        claim=claim.at if claim else None,
        since=claim.since if claim else None,
        reason=messages.text_of_header(header(messages.REASON_HEADER))[:2000],
    )


def _progress(api: Api) -> Handler:
    def checked(caller: Caller, public: str) -> None:
        with api.desk.store.read() as connection:
            reading.hand_in(connection, public, caller.person)

    async def progress(request: Request, caller: Caller) -> Response:
        public = request.path_params["id"]
        await run_in_threadpool(checked, caller, public)
        seconds = min(messages.WAIT_SECONDS, _query(request, "wait"))
        place, rev = await api.waits.news(public, _query(request, "rev"), seconds)
        told = await run_in_threadpool(reading.progress, api.desk, public, caller.person, place, rev)
        return said(200, told)

    return progress


def _report(api: Api) -> Handler:
    def encoded(caller: Caller, public: str) -> bytes:
        with api.desk.store.read() as connection:
            row = reading.hand_in(connection, public, caller.person)
            return reports.encode(reading.report_of(api.desk, connection, row))

    async def report(request: Request, caller: Caller) -> Response:
        data = await run_in_threadpool(encoded, caller, request.path_params["id"])
        return Response(data, media_type="application/json")

    return report


def _notes(api: Api) -> Handler:
    async def notes(request: Request, caller: Caller) -> Response:
        told = messages.decode(await message_in(request), messages.Notes)
        expected: list[people.Note] = [(each.stage, "expected", each.said) for each in told.expected]
        hints: list[people.Note] = [(each.stage, "hint", f"{each.check} {each.level}") for each in told.hints]
        await run_in_threadpool(people.tell, api.desk, caller.person, [*expected, *hints])
        return _empty(200)

    return notes


def _hint(api: Api) -> Handler:
    async def hint(request: Request, caller: Caller) -> Response:
        asked = messages.decode(await message_in(request), messages.HintAsked)
        return said(200, await run_in_threadpool(next_hint, api.desk, caller.person, asked))

    return hint


def _question(api: Api) -> Handler:
    async def question(request: Request, caller: Caller) -> Response:
        asked = messages.decode(await message_in(request), messages.Question)
        await run_in_threadpool(people.ask, api.desk, caller.person, asked.text)
        return _empty(201)

    return question


def _link(api: Api) -> Handler:
    def made(caller: Caller) -> messages.Link:
        token = grants.link(api.desk, "trainee", room_id=caller.room, person_id=caller.person)
        return messages.Link(url=f"{api.url}/#{token}")

    async def link(request: Request, caller: Caller) -> Response:
        return said(200, await run_in_threadpool(made, caller))

    return link


def _leave(api: Api) -> Handler:
    async def leave(request: Request, caller: Caller) -> Response:
        await run_in_threadpool(people.leave, api.desk, caller.person)
        return _empty(200)

    return leave


def _empty(status: int) -> Response:
    return Response(b"{}", status, media_type="application/json")


def _number(request: Request) -> int:
    found = request.path_params["number"]
    if not (found.isascii() and found.isdigit() and len(found) <= 2):
        raise not_there()
    return int(found)


def _query(request: Request, name: str) -> int:
    found = request.query_params.get(name, "0")
    return int(found) if found.isascii() and found.isdigit() and len(found) <= 15 else 0


def _state(word: str) -> messages.State:
    found: messages.State = converted(word, messages.State)
    return found
