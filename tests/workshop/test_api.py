"""The API over real sockets: a whole play, and what people try who mean no good."""

from __future__ import annotations

import contextlib
import logging
import secrets
import socket
import zlib

import httpx
import pytest
from a_room import Browser
from a_server import parcel, send, served, until_decided
from kata.workshop import grants, hand_ins, kit, messages, people, reading, rooms
from kata.workshop.api import guard
from kata.workshop.pages.sessions import HOST_COOKIE
from kata.workshop.store.tables import person, submission
from sqlalchemy import select


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served") / "data") as found:
        yield found


@pytest.fixture
def room(server):
    made = server.room()
    rooms.open_stage(server.desk, made, seen=0, by=None)
    return made


@pytest.fixture(autouse=True)
def hung_up(server):
    yield
    server.hang_up()


def error(answer):
    return messages.decode(answer.content, messages.Trouble).error


def test_a_person_plays_two_stages(server, room):
    client, joined = server.join(room, "Anna")
    got = client.get("/api/v1/stages/1")
    assert kit.unpack_kit(got.content).number == 1
    failed = send(client, "fails\n")
    assert failed.status_code == 202
    first = messages.decode(failed.content, messages.Accepted)
    decided = until_decided(client, first.id)
    assert (decided.state, decided.passed, decided.closed) == ("graded", False, False)
    passed = messages.decode(send(client).content, messages.Accepted)
    decided = until_decided(client, passed.id)
    assert (decided.passed, decided.closed, decided.next) == (True, True, "waits")
    report = client.get(f"/api/v1/hand-ins/{passed.id}/report").json()
    assert report["schema"] == "kata/report/v1" and report["passed"]
    assert client.get("/api/v1/stages/2").status_code == 404
    rooms.open_stage(server.desk, room, seen=1, by=None)
    me = messages.decode(client.get(messages.ME).content, messages.Me)
    assert (me.own.stage, me.own.open) == (2, True)
    assert kit.unpack_kit(client.get("/api/v1/stages/2").content).number == 2
    second = messages.decode(send(client, "pass, too\n", 2).content, messages.Accepted)
    assert until_decided(client, second.id).passed
    assert len(server.courier.asked[-1].baselines) == 2
    again = send(client, "pass, too\n", 2)
    assert again.status_code == 200 and messages.decode(again.content, messages.Accepted).id == second.id
    client.post(messages.QUESTIONS, content=b'{"text": "How late is it?"}')
    assert client.post(messages.LEAVE).status_code == 200
    assert client.get(messages.ME).status_code == 401
    assert joined.person.name == "Anna"


def test_what_is_somebody_elses_and_what_is_not_there_answer_alike(server, room):
    anna, _ = server.join(room)
    ben, _ = server.join(server.room())
    public = messages.decode(send(anna).content, messages.Accepted).id
    until_decided(anna, public)
    told = set()
    for client, name in ((ben, public), (ben, "0" * 16), (anna, "0" * 16), (anna, "x")):
        for path in (f"/api/v1/hand-ins/{name}", f"/api/v1/hand-ins/{name}/report"):
            answer = client.get(path)
            told.add((answer.status_code, answer.content))
    assert told == {
        (404, messages.encode(messages.Trouble(error="not-there", message="There is nothing here.")))
    }


def test_a_mistyped_address_is_a_page_for_a_browser_and_an_answer_for_a_program(server, room):
    client, _ = server.join(room)
    page = client.get("/roms", headers={"Accept": "text/html,*/*"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing here." in page.text and 'href="/enter"' in page.text
    answer = client.get("/roms")
    assert answer.status_code == 404
    assert messages.decode(answer.content, messages.Trouble).error == "not-there"


def leader(server, room):
    """The facilitator's browser."""
    session = grants.enter(server.desk, grants.link(server.desk, "facilitator", room_id=room))
    return Browser(server.ready.app, session, HOST_COOKIE)


def api_routes(server):
    return [each for each in server.ready.app.routes if each.path.startswith(messages.BASE)]


def test_every_route_but_join_wants_a_trainees_token(server, room):
    anna, _ = server.join(room)
    public = messages.decode(send(anna).content, messages.Accepted).id
    left, _ = server.join(room)
    left.post(messages.LEAVE)
    asked = 0
    for route in api_routes(server):
        path = route.path.format(id=public, number=1)
        for method in route.methods - {"HEAD"}:
            for client in (server.client(), server.client("made up"), left):
                answer = client.request(method, path, content=b"{}" if method == "POST" else None)
                expected = (400,) if route.path == messages.JOIN else (401,)
                assert answer.status_code in expected, (method, path, answer.status_code)
                asked += 1
    assert asked == 3 * len(api_routes(server)) == 39


def test_a_session_of_the_pages_is_no_bearer_token(server, room):
    for role in ("owner", "facilitator", "projector"):
        session = grants.enter(
            server.desk, grants.link(server.desk, role, room_id="" if role == "owner" else room)
        )
        assert server.client(session).get(messages.ME).status_code == 401


def test_the_eleventh_wrong_code_waits_and_so_does_a_right_one(tmp_path):
    with served(tmp_path / "data") as own, own.client() as client:
        code = rooms.code_now(own.desk, own.room())

        def join(typed):
            return client.post(messages.JOIN, content=messages.encode(messages.Join(code=typed))).status_code

        assert [join(code) for _ in range(30)] == [201] * 30
        assert [join(f"AAAA-AA{number:02}") for number in range(22, 32)] == [404] * 10
        assert join("AAAA-AAAA") == 429
        assert join(code) == 429


def test_no_answer_tells_a_token_of_a_later_stage(server, room):
    """Every byte that a trainee of stage 1 can ask for, searched for the titles of the later ones."""
    client, _ = server.join(room)
    public = messages.decode(send(client, "fails\n").content, messages.Accepted).id
    until_decided(client, public)
    kata = server.desk.katas.kata("sms")
    later = [stage.title.encode() for stage in kata.stages[1:]]
    later += [stage.tests.name.encode() + b"/" for stage in kata.stages[1:] if stage.tests.name != "tests"]
    seen = 0
    for route in api_routes(server):
        for number in range(6):
            path = route.path.format(id=public, number=number)
            answer = client.request("GET", path)
            body = answer.content
            if answer.status_code == 200 and path.startswith("/api/v1/stages/"):
                body = repr(kit.unpack_kit(body)).encode()
            seen += len(body)
            assert not [word for word in later if word in body], path
    assert seen > 10_000


@pytest.mark.parametrize("where", [people, hand_ins, reading, kit])
def test_an_error_inside_is_a_number_to_look_up(server, room, monkeypatch, caplog, where):
    client, _ = server.join(room)
    marker = "the hidden test wants 42"
    broken = {people: "ask", hand_ins: "receive", reading: "me", kit: "pack_kit"}[where]

    def fails(*_given, **_named):
        raise RuntimeError(marker)

    monkeypatch.setattr(where, broken, fails)
    with caplog.at_level(logging.ERROR):
        answer = {
            people: lambda: client.post(messages.QUESTIONS, content=b'{"text": "x"}'),
            hand_ins: lambda: send(client),
            reading: lambda: client.get(messages.ME),
            kit: lambda: client.get("/api/v1/stages/1"),
        }[where]()
    assert answer.status_code == 500 and marker not in answer.text and "Traceback" not in answer.text
    number = answer.text.partition("error ")[2].partition(")")[0]
    assert len(number) == 8 and number in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not a parcel", 400),
        (zlib.compress(b"\xc1" * 100), 400),
        (zlib.compress(bytes(1024 * 1024 * 16)), 400),
        (parcel()[:-3], 400),
    ],
)
def test_bodies_that_are_no_parcel_are_refused(server, room, body, status):
    client, _ = server.join(room)
    headers = {messages.STAGE_HEADER: "1", messages.KIND_HEADER: "hand-in"}
    answer = client.post(messages.HAND_INS, content=body, headers=headers)
    assert answer.status_code == status and error(answer) == "refused"


def test_a_giant_is_refused_by_its_length_and_one_without_a_length_too(server, room):
    client, _ = server.join(room)
    headers = {messages.STAGE_HEADER: "1", messages.KIND_HEADER: "hand-in"}
    giant = client.post(messages.HAND_INS, content=bytes(3 * 1024 * 1024), headers=headers)
    assert giant.status_code == 413
    endless = client.post(messages.HAND_INS, content=iter([b"x" * 1000]), headers=headers)
    assert endless.status_code == 400
    assert send(client).status_code == 202


def test_a_body_that_does_not_come_is_answered_408(server, room, monkeypatch):
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.2)
    client, joined = server.join(room)
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(
            f"POST /api/v1/hand-ins HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {joined.token}\r\n"
            "Kata-Stage: 1\r\nKata-Kind: hand-in\r\nContent-Length: 100\r\n\r\nabc".encode()
        )
        assert raw.recv(1000).startswith(b"HTTP/1.1 408")
    assert client.get(messages.ME).status_code == 200


@pytest.mark.parametrize("dripped", [b"", b"GET / HT"])
def test_silent_and_dripping_connections_are_closed_while_others_are_served(
    server, room, monkeypatch, dripped
):
    monkeypatch.setattr(server.connections, "head_seconds", 0.5)
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.settimeout(30)
        if dripped:
            raw.sendall(dripped)
        client, _ = server.join(room)
        ended = b"more"
        while ended:
            if dripped:
                try:
                    raw.sendall(b"x")
                except OSError:
                    break
                raw.settimeout(0.1)
            try:
                ended = raw.recv(1)
            except TimeoutError:
                continue
            except OSError:
                break
    assert client.get(messages.ME).status_code == 200


def test_an_address_has_a_hundred_connections_without_a_token(server, room):
    raws = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(110)]
    try:
        for raw in raws:
            raw.settimeout(5)
            raw.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        served_ = 0
        for raw in raws:
            with contextlib.suppress(OSError):
                served_ += raw.recv(12) == b"HTTP/1.1 404"
        assert 90 <= served_ <= 100
    finally:
        for raw in raws:
            raw.close()
    again, _ = server.join(room)
    assert again.get(messages.ME).status_code == 200


def test_pages_that_stay_open_are_no_strangers(server, room):
    """More than a hundred people behind one address look at their pages, and others still come in."""
    watching = []
    for token in ("facilitator", "projector"):
        granted = grants.link(server.desk, token, room_id=room)
        watching.append(f"{HOST_COOKIE}={grants.enter(server.desk, granted)}")
    path = {watching[0]: f"/events/board?room={room}", watching[1]: "/events/projector"}
    raws = []
    try:
        for number in range(130):
            cookie = watching[number % 2]
            raws.append(socket.create_connection(("127.0.0.1", server.port)))
            raws[-1].sendall(f"GET {path[cookie]} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
            assert raws[-1].recv(12) == b"HTTP/1.1 200"
        client, _ = server.join(room)
        assert client.get(messages.ME).status_code == 200
    finally:
        for raw in raws:
            raw.close()


def test_the_word_of_a_proxy_on_addresses_is_not_taken_unasked(tmp_path):
    def wrong(client, number):
        body = messages.encode(messages.Join(code="AAAA-AAAA"))
        return client.post(
            messages.JOIN, content=body, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        ).status_code

    with served(tmp_path / "one") as plain, plain.client() as client:
        assert [wrong(client, number) for number in range(11)] == [404] * 10 + [429]
    with served(tmp_path / "two", trust_proxy="127.0.0.1") as behind, behind.client() as client:
        assert [wrong(client, number) for number in range(11)] == [404] * 11


def test_a_full_disk_is_told_before_anything_is_lost(server, room, monkeypatch):
    client, _ = server.join(room)
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("kata.workshop.server.shutil.disk_usage", lambda _: usage)
    answer = send(client)
    assert answer.status_code == 507
    told = "disk is nearly full: nothing more is received"
    assert told in leader(server, room).get(f"/rooms/{room}").text
    with server.desk.store.read() as connection:
        own = select(submission.c.id).where(submission.c.tree == "none")
        assert connection.execute(own).all() == []
    monkeypatch.undo()
    assert send(client).status_code == 202
    assert told not in leader(server, room).get(f"/rooms/{room}").text


def test_a_disk_that_is_full_all_the_same_acknowledges_nothing(server, room):
    """The database may not grow: what it refuses is not half there, and the client is told to come again."""
    client, joined = server.join(room)
    large = f"pass\n# {secrets.token_hex(100_000)}\n"

    def may_grow(pages):
        with server.desk.store._lock, server.desk.store._writer.connect() as connection:
            raw = connection.connection.driver_connection
            raw.execute(f"PRAGMA max_page_count = {pages}")

    may_grow(1)  # it stays as large as it is
    try:
        refused = send(client, large)
        assert (refused.status_code, error(refused)) == (503, "busy") and refused.headers["Retry-After"]
        assert client.get(messages.ME).status_code == 200
        with server.desk.store.read() as connection:
            kept = select(submission.c.id).join(person, person.c.id == submission.c.person)
            assert connection.execute(kept.where(person.c.public == joined.person.id)).all() == []
    finally:
        may_grow(2**30)
    assert send(client, large).status_code == 202


def test_a_copied_parcel_is_its_senders_and_shows_as_a_twin(server, room):
    anna, annas = server.join(room)
    ben, bens = server.join(room)
    first = messages.decode(send(anna, "pass\n# mine\n").content, messages.Accepted)
    second = messages.decode(send(ben, "pass\n# mine\n").content, messages.Accepted)
    assert first.id != second.id
    assert ben.get(f"/api/v1/hand-ins/{first.id}").status_code == 404
    with server.desk.store.read() as connection:
        trees = connection.execute(
            select(submission.c.tree, submission.c.person).where(
                submission.c.public.in_([first.id, second.id])
            )
        ).all()
    assert len({row.tree for row in trees}) == 1 and len({row.person for row in trees}) == 2
    leads = leader(server, room)
    for one, other in ((annas, bens), (bens, annas)):
        page = leads.get(f"/rooms/{room}/people/{one.person.id}").text
        assert f"The same files were handed in by {other.person.animal}." in page


def test_right_designs_are_compared_with_in_the_debrief_and_their_code_when_it_is_shown(server, room):
    client, _ = server.join(room)
    asked = messages.COMPARISON.format(number=1)
    assert until_decided(client, messages.decode(send(client).content, messages.Accepted).id).passed
    assert client.get(asked).status_code == 404
    rooms.begin_debrief(server.desk, room, by=None)
    found = messages.decode(client.get(asked).content, messages.Comparison)
    designs = server.desk.katas.pack.designs("sms")
    assert [each.title for each in found.band] == [each.title for each in designs]
    assert all(each.figures.lines_added for each in found.band) and found.files == {}
    assert client.get(messages.COMPARISON.format(number=2)).status_code == 404
    rooms.show_reference(server.desk, room, by=None)
    files = messages.decode(client.get(asked).content, messages.Comparison).files
    assert files and any("def " in text for text in files.values())


def test_grading_that_stands_does_not_stop_receiving(server, room):
    client, _ = server.join(room)
    server.courier.held = True
    try:
        public = messages.decode(send(client, "pass held\n").content, messages.Accepted).id
        waits = messages.decode(client.get(f"/api/v1/hand-ins/{public}").content, messages.Progress)
        assert waits.state in ("queued", "grading") and waits.passed is None
    finally:
        server.courier.held = False
    assert until_decided(client, public).passed


def test_hints_come_one_by_one_and_are_counted(server, room):
    client, _ = server.join(room)
    check = next(check for check in server.desk.katas.kata("sms").stage(1).checks if check.hints)
    asked = messages.encode(messages.HintAsked(stage=1, check=check.id))
    levels = [
        messages.decode(client.post(messages.HINTS, content=asked).content, messages.HintGiven).level
        for _ in range(len(check.hints) + 1)
    ]
    assert levels == [*range(1, len(check.hints) + 1), len(check.hints)]
    early = messages.encode(messages.HintAsked(stage=2, check=check.id))
    assert client.post(messages.HINTS, content=early).status_code == 404


def test_health_tells_no_names(server, room):
    server.join(room, "Annabella")
    answer = httpx.get(f"{server.url}/healthz")
    assert answer.json()["workers"] == 2 and "Annabella" not in answer.text
    assert (answer.json()["queued"], answer.json()["oldest_seconds"]) == (0, None)


def test_a_web_socket_is_not_opened(server):
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "x",
        "Sec-WebSocket-Version": "13",
    }
    assert httpx.get(f"{server.url}/events/board", headers=headers).status_code != 101
