"""Every route of the server by the rule that it has: what is somebody else's is not there, and errors tell nothing.

The routes are those of the application itself. A route that no rule is for fails here.
"""

from __future__ import annotations

import logging

import pytest
from a_room import Browser
from a_server import parcel, send, served, until_decided
from kata.workshop import grants, messages, people, rooms
from kata.workshop.pages.forms import ACTIONS
from kata.workshop.pages.routes import PAGES
from kata.workshop.pages.sessions import HOST_COOKIE
from kata.workshop.store.tables import event, room, submission
from sqlalchemy import select, update

HEADERS = {messages.STAGE_HEADER: "1", messages.KIND_HEADER: "hand-in"}
BODIES = {
    messages.HAND_INS: parcel(),
    messages.NOTES: messages.encode(messages.Notes()),
    messages.HINTS: messages.encode(messages.HintAsked(stage=1, check="x")),
    messages.QUESTIONS: messages.encode(messages.Question(text="May I?")),
}
RULES = {
    ("POST", messages.JOIN): "anyone with a code",
    ("GET", messages.ME): "about oneself",
    ("GET", messages.STAGE): "a stage",
    ("GET", messages.COMPARISON): "a stage",
    ("GET", messages.BOOK): "about oneself",
    ("POST", messages.HAND_INS): "about oneself",
    ("GET", messages.HAND_IN): "a hand-in",
    ("GET", messages.REPORT): "a hand-in",
    ("POST", messages.NOTES): "about oneself",
    ("POST", messages.HINTS): "about oneself",
    ("POST", messages.QUESTIONS): "about oneself",
    ("POST", messages.LINK): "about oneself",
    ("POST", messages.LEAVE): "about oneself",
}
"""What a route of the API is asked for."""

OPEN = {("GET", "/healthz"), ("GET", "/static/room.css"), ("GET", "/static/room.js")}
"""To everybody on this machine, or at all."""

NOTHING = messages.encode(messages.Trouble(error="not-there", message="There is nothing here."))
HERE = {"origin": "http://testserver"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served") / "data") as found:
        yield found


@pytest.fixture(autouse=True)
def hung_up(server):
    yield
    server.hang_up()


def room_of(server, *names):
    """A room at stage 1 and somebody in it by each name: the room's id, clients, and who they are."""
    made = server.room(title="A room")
    rooms.open_stage(server.desk, made, seen=0, by=None)
    return made, {name: server.join(made, name) for name in names}


def routes(server):
    return {(method, route.path) for route in server.ready.app.routes for method in route.methods - {"HEAD"}}


def ask(client, method, path):
    body = BODIES.get(path, b"") if method == "POST" else None
    return client.request(method, path, content=body, headers=HEADERS)


def test_every_route_has_a_rule(server):
    pages = {(each.method, each.path) for each in PAGES}
    assert routes(server) == RULES.keys() | OPEN | pages
    assert not RULES.keys() & pages
    assert {route.path for route in server.ready.app.routes} == {path for _, path in routes(server)}


def test_a_hand_in_is_there_for_the_one_who_handed_it_in_alone(server):
    _, own = room_of(server, "Anna", "Ben")
    _, other = room_of(server, "Cleo")
    public = messages.decode(send(own["Anna"][0]).content, messages.Accepted).id
    until_decided(own["Anna"][0], public)
    asked = [rule for rule, what in RULES.items() if what == "a hand-in"]
    for method, path in asked:
        assert ask(own["Anna"][0], method, path.format(id=public)).status_code == 200
        for client in (own["Ben"][0], other["Cleo"][0]):
            for name in (public, "0" * 16, own["Anna"][1].person.id):
                found = ask(client, method, path.format(id=name))
                assert (found.status_code, found.content) == (404, NOTHING), (path, name)
    assert len(asked) == 2


def test_a_stage_is_there_when_it_is_revealed_and_before_as_if_it_were_none(server):
    _, own = room_of(server, "Anna")
    asked = [rule for rule, what in RULES.items() if what == "a stage"]
    for method, path in asked:
        for number in ("2", "4", "99", "0", "x"):
            found = ask(own["Anna"][0], method, path.format(number=number))
            assert (found.status_code, found.content) == (404, NOTHING), (path, number)
    assert ask(own["Anna"][0], "GET", messages.STAGE.format(number=1)).status_code == 200


def test_what_one_asks_about_oneself_names_nobody_else(server):
    made, own = room_of(server, "Annabella", "Benedict")
    send(own["Annabella"][0])
    ask(own["Annabella"][0], "POST", messages.QUESTIONS)
    for (method, path), what in RULES.items():
        if what == "about oneself" and path != messages.LEAVE:
            found = ask(own["Benedict"][0], method, path).text
            joined = own["Annabella"][1].person
            assert not [word for word in (joined.id, joined.name, joined.animal) if word in found], path
    assert made


def test_unknown_shut_and_closed_rooms_answer_alike(server):
    shut, closed = server.room(), server.room()
    rooms.set_door(server.desk, shut, "shut", by=None)
    codes = ["AAAA-AAAA", rooms.code_now(server.desk, shut), rooms.code_now(server.desk, closed)]
    rooms.close_room(server.desk, closed, by=None)
    answers = set()
    for code in codes:
        found = server.client().post(messages.JOIN, content=messages.encode(messages.Join(code=code)))
        quiet = {name: value for name, value in found.headers.items() if name != "date"}
        answers.add((found.status_code, found.content, str(quiet)))
    assert len(answers) == 1


def test_rooms_are_listed_to_those_alone_who_lead_them(server):
    made, other = server.room(title="Ours"), server.room(title="Theirs")
    leads = browser(server, "facilitator", made)
    assert made in leads.get("/rooms").text and other not in leads.get("/rooms").text
    for nobody in (Browser(server.ready.app), browser(server, "projector", made)):
        found = nobody.get("/rooms")
        assert found.status_code == 404 and made not in found.text and other not in found.text


def browser(server, role, room):
    session = grants.enter(server.desk, grants.link(server.desk, role, room_id=room))
    return Browser(server.ready.app, session, HOST_COOKIE)


@pytest.mark.parametrize("action", [name for name, _ in ACTIONS])
def test_a_form_of_ones_own_room_reaches_nobody_in_another(server, action):
    """The ids that stand in a form, not in its address: a person, a hand-in, a question."""
    made, _ = room_of(server, "Anna")
    other, theirs = room_of(server, "Grace")
    client, joined = theirs["Grace"]
    hand_in = messages.decode(send(client).content, messages.Accepted).id
    until_decided(client, hand_in)
    question = people.ask(server.desk, joined.person.id, "May I?")
    with server.desk.store.write() as connection:
        connection.execute(update(submission).where(submission.c.public == hand_in).values(claimed_at=1.0))
    before = written(server, other)
    form = {"person": joined.person.id, "hand-in": hand_in, "seen": question, "text": "hello", "stage": "1"}
    form |= {"minutes": "5", "reason": "why", "name": "Rude"}
    leads = browser(server, "facilitator", made)
    for seen in (question, "0", "Grace", "active", "graded", "claimed"):
        leads.post(f"/rooms/{made}/{action}", data={**form, "seen": seen}, headers=HERE)
    assert written(server, other) == before
    with server.desk.store.read() as connection:
        claim = select(submission.c.accepted_at).where(submission.c.public == hand_in)
        assert connection.execute(claim).scalar() is None


def written(server, public):
    """All that ever happened in a room."""
    with server.desk.store.read() as connection:
        key = select(room.c.id).where(room.c.public == public).scalar_subquery()
        return connection.execute(select(event).where(event.c.room == key)).all()


@pytest.mark.parametrize(("method", "path"), list(RULES), ids=lambda each: each.rpartition("/")[2])
def test_an_error_inside_any_route_is_a_number_to_look_up(server, monkeypatch, caplog, method, path):
    marker = "the hidden test wants 42"

    async def fails(*given, **named):
        raise RuntimeError(marker)

    _, own = room_of(server, "Anna")
    client = own["Anna"][0]
    monkeypatch.setattr("kata.workshop.api.routes.run_in_threadpool", fails)
    body = (
        messages.encode(messages.Join(code="AAAA-AAAA")) if path == messages.JOIN else BODIES.get(path, b"")
    )
    with caplog.at_level(logging.ERROR):
        asked = path.format(id="0" * 16, number=1)
        found = client.request(method, asked, content=body if method == "POST" else None, headers=HEADERS)
    assert found.status_code == 500 and marker not in found.text and "Traceback" not in found.text
    number = found.text.partition("error ")[2].partition(")")[0]
    assert len(number) == 8 and number in caplog.text and marker in caplog.text
