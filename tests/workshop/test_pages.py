"""Who may see and do what in the browser, and what is refused."""

from __future__ import annotations

import asyncio
import logging
import random
from html.parser import HTMLParser

import pytest
from a_room import Browser, Played, make_room, report_of
from kata.content.designs import state
from kata.workshop import grants, people, queue, rooms
from kata.workshop.pages.asked import Page
from kata.workshop.pages.routes import PAGES
from kata.workshop.pages.sessions import HOST_COOKIE
from kata.workshop.store import tables as t
from kata.workspace.tree import snapshot
from people import claimed, hand_in
from sqlalchemy import select

HERE = {"origin": "http://testserver"}


@pytest.fixture
def played(desk):
    made = make_room(desk, title="Autumn")
    made.join("Ada")
    made.join("Grace")
    yield made
    made.site.live.close()


def client(played: Played, session: str = "") -> Browser:
    return Browser(played.app(), session)


def lead(played: Played) -> Browser:
    return client(played, played.session("facilitator"))


def send(browser: Browser, path: str, **form: object):
    return browser.post(path, data=form, headers=HERE)


def room_row(played: Played):
    with played.desk.store.read() as connection:
        return connection.execute(select(t.room).where(t.room.c.public == played.public)).one()


# Who may ask

ALLOWED = {
    "anyone": {"nobody", "owner", "facilitator", "projector", "trainee"},
    "leader": {"owner", "facilitator"},
    "leader of the room": {"owner", "facilitator"},
    "wall of the room": {"owner", "facilitator", "projector"},
    "trainee": {"trainee"},
}


def address(page: Page, played: Played, hand_in: str, name: str = "Ada") -> str:
    path = page.path.replace("{room}", played.public).replace("{person}", played.people[name].person)
    path = path.replace("{hand_in}", hand_in)
    return f"{path}?room={played.public}" if path in ("/events/board", "/events/projector") else path


def ask(browser: Browser, page: Page, path: str):
    if page.method == "POST":
        return browser.post(path, data={"seen": "nothing"}, headers=HERE)
    return browser.get(path)


@pytest.fixture
def no_streams(monkeypatch):
    """Streams end at once, so that their status can be seen."""

    async def nothing(self, topic, after, granted):
        return
        yield b""

    monkeypatch.setattr("kata.workshop.live.Live.stream", nothing)


@pytest.mark.parametrize("role", ["nobody", "owner", "facilitator", "projector", "trainee"])
def test_each_page_answers_those_alone_whom_it_is_for(played, no_streams, monkeypatch, role):
    monkeypatch.setattr("kata.workshop.pages.talk.band", lambda katas, name: {})
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    hand_in = played.hand_in("Ada", 1, report_of(1))
    rooms.begin_debrief(played.desk, played.public, by=None)
    session = {"nobody": "", "trainee": played.session("trainee", "Ada")}.get(role)
    browser = client(played, played.session(role) if session is None else session)
    nothing = browser.get("/rooms/0000000000000000")
    for page in PAGES:
        found = ask(browser, page, address(page, played, hand_in))
        if role in ALLOWED[page.who]:
            assert found.status_code != 404 or page.method == "POST", page.path
        else:
            assert (found.status_code, found.text) == (404, nothing.text), page.path


def test_what_is_anothers_is_not_there(desk, no_streams):
    own, other = make_room(desk), make_room(desk)
    for room in (own, other):
        room.join("Ada")
        room.join("Grace")
    theirs = other.hand_in("Grace", 1, report_of(1))
    before = room_row(other).seq
    for role, name in (("facilitator", ""), ("projector", ""), ("trainee", "Ada")):
        browser = client(own, own.session(role, name))
        nothing = browser.get("/rooms/0000000000000000")
        for page in PAGES:
            path = address(page, other, theirs, "Grace")
            if ("{" in page.path or "?" in path) and page.path != "/events/me":
                found = ask(browser, page, path)
                assert (found.status_code, found.text) == (404, nothing.text), (role, path)
    assert room_row(other).seq == before
    for room in (own, other):
        room.site.live.close()


def test_a_trainee_reads_no_report_of_another_in_the_same_room(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    theirs, own = played.hand_in("Grace", 1, report_of(1)), played.hand_in("Ada", 1, report_of(1))
    browser = client(played, played.session("trainee", "Ada"))
    assert browser.get(f"/me/hand-ins/{own}").status_code == 200
    assert browser.get(f"/me/hand-ins/{theirs}").status_code == 404


# Links, sessions, cookies


def test_a_link_is_used_once_and_becomes_a_session(played):
    browser = client(played)
    link = grants.link(played.desk, "facilitator", room_id=played.public)
    first = send(browser, "/enter", token=link)
    assert (first.status_code, first.headers["location"]) == (303, f"/rooms/{played.public}")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and link.lower() not in cookie
    session = first.headers["set-cookie"].partition(";")[0].partition("=")[2]
    assert client(played, session).get(f"/rooms/{played.public}").status_code == 200
    second = send(client(played), "/enter", token=link)
    assert second.status_code == 403 and "set-cookie" not in second.headers


def test_a_link_is_too_old_after_ten_minutes(played, hands):
    link = grants.link(played.desk, "facilitator", room_id=played.public)
    hands.go(601)
    assert send(client(played), "/enter", token=link).status_code == 403


def test_over_tls_the_cookie_is_of_this_host_alone(desk):
    made = make_room(desk, secure=True)
    link = grants.link(desk, "owner")
    found = send(client(made), "/enter", token=link).headers["set-cookie"]
    assert (
        found.startswith(f"{HOST_COOKIE}=")
        and "Secure" in found
        and "Domain" not in found
        and "Path=/" in found
    )
    made.site.live.close()


def test_a_revoked_grant_ends_its_sessions(played):
    browser = lead(played)
    assert browser.get(f"/rooms/{played.public}").status_code == 200
    grants.revoke(played.desk, role="facilitator", room_id=played.public)
    assert browser.get(f"/rooms/{played.public}").status_code == 404


def test_a_bearer_token_is_no_session(played):
    assert client(played, played.people["Ada"].token).get("/me").status_code == 404


def test_no_page_goes_where_its_address_says(played, no_streams):
    browser = client(played, played.session("owner"))
    for page in PAGES:
        for extra in ("next=https://evil.example", "next=//evil.example/", "url=https://evil.example"):
            path = address(page, played, "x")
            found = ask(browser, page, f"{path}{'&' if '?' in path else '?'}{extra}")
            assert "evil.example" not in found.headers.get("location", "")


# Forms


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver", "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver.evil.example"},
    ],
    ids=str,
)
def test_a_form_of_another_site_changes_nothing(played, headers):
    browser = lead(played)
    for page in PAGES:
        if page.method == "POST":
            path = address(page, played, "x")
            assert browser.post(path, data={"seen": "0", "text": "hello"}, headers=headers).status_code == 403
    assert room_row(played).state == "lobby"


@pytest.mark.parametrize(
    "headers", [HERE, {"sec-fetch-site": "same-origin"}, {**HERE, "sec-fetch-site": "same-origin"}]
)
def test_a_form_of_ours_is_taken(played, headers):
    found = lead(played).post(f"/rooms/{played.public}/open", data={"seen": "0"}, headers=headers)
    assert found.status_code == 303 and room_row(played).state == "running"


def test_a_form_is_not_read_beyond_its_size(played):
    found = send(lead(played), f"/rooms/{played.public}/say", seen="0", text="x" * 70_000)
    assert found.status_code == 413


def test_a_stage_is_opened_once_by_two_clicks(played):
    browser, path = lead(played), f"/rooms/{played.public}/open"
    assert send(browser, path, seen="0").status_code == 303
    again = send(browser, path, seen="0")
    assert again.status_code == 409 and "Stage 1 is open already" in again.text


STALE = {
    "pause": {"seen": "paused", "reason": "tea"},
    "resume": {"seen": "running"},
    "extend": {"seen": "300", "minutes": "5", "reason": "late"},
    "say": {"seen": "7", "text": "hello"},
    "door": {"seen": "shut"},
    "code": {"seen": "AAAA-AAAA"},
    "debrief": {"seen": "lobby"},
    "close": {"seen": "debrief"},
}


@pytest.mark.parametrize("action", STALE)
def test_who_saw_something_else_is_told_and_nothing_changes(played, action):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    before = room_row(played)
    found = send(lead(played), f"/rooms/{played.public}/{action}", **STALE[action])
    assert found.status_code == 409
    assert room_row(played) == before


def test_two_clicks_give_time_once(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    browser, ada = lead(played), played.people["Ada"].person
    forms = {
        "extend": {"seen": "0", "minutes": "5", "reason": "late"},
        "extra": {"seen": "0", "minutes": "5", "reason": "late", "person": ada, "stage": "1"},
        "say": {"seen": "0", "text": "hello"},
    }
    for action, form in forms.items():
        answers = [send(browser, f"/rooms/{played.public}/{action}", **form).status_code for _ in range(2)]
        assert answers == [303, 409], action


def test_every_action_of_the_board_does_what_it_says(played):
    browser, room, ada = lead(played), f"/rooms/{played.public}", played.people["Ada"].person

    def done(action, **form):
        found = send(browser, f"{room}/{action}", **form)
        assert found.status_code == 303, (action, found.text)
        return browser.get(found.headers["location"]).text

    assert "Stage 1 was opened." in done("open", seen=0)
    assert "All clocks stand still" in done("pause", seen="running", reason="Fire drill")
    assert "1 of 2" not in done("resume", seen="paused")
    assert "5:00 more for all at stage 1: late" in done("extend", seen=0, minutes=5, reason="late")
    assert "10:00 at stage 1: laptop" in done(
        "extra", seen=0, minutes=10, reason="laptop", person=ada, stage=1
    )
    assert "Lunch at noon" in done("say", seen=0, text="Lunch at noon", person=ada)
    assert "Door: shut" in done("door", seen="open")
    code = rooms.join_code(played.desk, room_row(played))
    done("code", seen=code)
    assert rooms.join_code(played.desk, room_row(played)) != code
    assert "Augusta" in done("rename", seen="Ada", name="Augusta", person=ada)
    trainee = client(played, played.session("trainee", "Grace"))
    assert send(trainee, "/me/questions", text="May I?").status_code == 303
    board = browser.get(room).text
    question = board.split('id="q-')[1].split('"')[0]
    assert "a question waits for your answer" in board
    assert "waits for your answer" not in done("answer", seen=question, text="You may.")
    assert "You may." in trainee.get("/me").text
    assert "Removed." in done("remove", seen="active", person=ada)
    assert "Augusta" not in browser.get(room).text.split("<tbody")[1].split("</tbody")[0]
    assert "The work is over" in done("debrief", seen="running")
    assert "A right design is shown to everybody." in done("show", seen="debrief")
    assert send(browser, f"{room}/show", seen="debrief").status_code == 409
    assert "This room is closed" in done("close", seen="debrief")


@pytest.mark.parametrize("state", ["stuck", "replaced"])
def test_a_hand_in_that_was_not_graded_is_queued_again_once(played, state):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    public = played.hand_in("Ada", 1, state=state)
    form = {"seen": state, "hand-in": public, "person": played.people["Ada"].person}
    browser, path = lead(played), f"/rooms/{played.public}/grade"
    theirs = {**form, "person": played.people["Grace"].person}
    assert send(browser, path, **theirs).status_code == 404
    assert [send(browser, path, **form).status_code for _ in range(2)] == [303, 409]
    assert "queued, 1st" in browser.get(f"/rooms/{played.public}").text


def test_why_a_hand_in_is_stuck_is_told_to_the_facilitator(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    ada = played.people["Ada"].person
    hand_in(played.desk, ada)
    why = "The worker on moon has another kata."
    for _ in range(queue.MOST_TRIES):
        queue.give_back(played.desk, claimed(played.desk), why, blame=True)
    browser, room = lead(played), f"/rooms/{played.public}"
    board = browser.get(room).text
    assert f'<span class="detail">{why}</span>' in board
    assert f"stage 1 could not be graded, which is the grader&#39;s trouble: {why}" in board
    assert f"attempt 1 could not be graded: {why}" in browser.get(f"{room}/people/{ada}").text
    mine = client(played, played.session("trainee", "Ada")).get("/me").text
    assert "stuck (our trouble)" in mine and why not in mine


def test_a_new_room_has_the_minutes_that_were_typed(played):
    browser = client(played, played.session("owner"))
    form = {
        "kata": "sms",
        "title": "Spring",
        "minutes": ["5", "6", "7", "8"],
        "mode": "on-clock",
        "places": "12",
    }
    found = browser.post("/rooms", data=form, headers=HERE)
    assert found.status_code == 303
    with played.desk.store.read() as connection:
        made = connection.execute(select(t.room).where(t.room.c.title == "Spring")).one()
    assert (made.minutes, made.mode, made.places) == ([5, 6, 7, 8], "on-clock", 12)
    assert browser.post("/rooms", data={**form, "minutes": ["five"]}, headers=HERE).status_code == 400


# Headers and errors


@pytest.mark.parametrize(
    "path", ["/", "/enter", "/rooms", "/static/room.css", "/static/room.js", "/no-such-page"]
)
def test_every_answer_has_the_headers(played, path):
    found = client(played, played.session("owner")).get(path).headers
    policy = found["content-security-policy"]
    for part in (
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert found["x-content-type-options"] == "nosniff" and found["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in found


def test_a_report_has_neither_origin_nor_cookies_of_the_room(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    hand_in = played.hand_in("Ada", 1, report_of(1))
    found = lead(played).get(f"/rooms/{played.public}/hand-ins/{hand_in}")
    policy = found.headers["content-security-policy"]
    assert policy.startswith("sandbox;") and "script-src" not in policy and "allow-same-origin" not in policy
    assert "<script" not in found.text


def test_an_error_is_a_number_to_look_up(played, monkeypatch, caplog):
    def broken(asked):
        hidden = "the text of a hidden test"
        raise RuntimeError(hidden)

    pages = [Page(each.path, each.who, broken, each.method) for each in PAGES]
    monkeypatch.setattr("kata.workshop.pages.routes.PAGES", pages)
    hand_in = played.hand_in("Ada", 1, report_of(1))
    for session in (played.session("owner"), played.session("trainee", "Ada")):
        browser = client(played, session)
        for page in pages:
            path = address(page, played, hand_in)
            with caplog.at_level(logging.CRITICAL):
                found = browser.post(path, headers=HERE) if page.method == "POST" else browser.get(path)
            assert found.status_code in (500, 404)
            assert "hidden test" not in found.text and "Traceback" not in found.text


@pytest.mark.parametrize("path", ["/", "/me", "/events/board"])
def test_no_websocket_is_opened(played, path):
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    scope = {"type": "websocket", "path": path, "headers": [], "query_string": b"", "subprotocols": []}
    asyncio.run(played.app()(scope, receive, send))
    assert sent == ["websocket.close"]


# What a page says


def test_the_board_asks_for_one_thing(played, hands):
    browser, room = lead(played), f"/rooms/{played.public}"
    assert "2 people are here: open stage 1 when your talk is over." in browser.get(room).text
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    played.hand_in("Grace", 1, report_of(1, passed=False, failed=("a", "b")))
    text = browser.get(room).text
    assert "1 of 2 passed stage 1: open stage 2 when you want." in text
    assert "1 of 2 has not passed; they go on when they hand in." in text
    assert "2 failed" in text and "✗" in text and "✓" in text
    hands.go(30 * 60)
    assert "not here since" in browser.get(room).text


def test_who_is_told_as_behind_stuck_or_given_time(played, hands):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    hands.go(20 * 60)
    played.seen("Ada")
    played.seen("Grace")
    text = lead(played).get(f"/rooms/{played.public}").text
    assert text.count("stuck? no hand-in for 20 min") == 2
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    rooms.open_stage(played.desk, played.public, seen=1, by=None)
    rooms.extra(
        played.desk, played.public, played.people["Grace"].person, 1, seconds=120, reason="x", by=None
    )
    text = lead(played).get(f"/rooms/{played.public}").text
    assert text.count(">behind<") == 1 and "+2:00 extra" in text


def test_twins_are_told_to_the_facilitator_and_are_no_verdict(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    played.hand_in("Ada", 1, report_of(1))
    browser, room = lead(played), f"/rooms/{played.public}"
    both = "Ada, Grace at stage 1"
    start = played.desk.katas.kata("sms")
    nothing_new = snapshot({**start.starter, **start.given_at(1)})
    played.hand_in("Ada", 1, report_of(1), files=nothing_new)
    played.hand_in("Grace", 1, report_of(1), files=nothing_new)
    assert both not in browser.get(room).text
    same = snapshot({"messaging/own.py": b"x = 1"})
    played.hand_in("Ada", 1, report_of(1), files=same)
    assert both not in browser.get(room).text
    played.hand_in("Grace", 1, report_of(1), files=same)
    text = browser.get(room).text
    assert both in text and "It is no verdict" in text
    ada = browser.get(f"{room}/people/{played.people['Ada'].person}").text
    assert "The same files were handed in by Grace" in ada


def code(seed: int, name: str) -> bytes:
    """A hundred lines of another structure for each seed; their names tell nobody apart."""
    chance = random.Random(seed)
    lines = []
    for number in range(12):
        lines.append(f"def {name}_{number}({name}, other):")
        for _ in range(6):
            signs = [chance.choice(["+", "-", "*", "//", "%", "|", "&", "<<", "and", "or"]) for _ in range(8)]
            lines.append(
                f"    {name} = " + " ".join(f"other[{at}] {each}" for at, each in enumerate(signs)) + " 3"
            )
        lines.append(f"    return {name}")
    return "\n".join(lines).encode()


def test_code_that_two_have_in_common_is_told_to_those_who_lead(played):
    """By the way of a cohort: names hide nothing, and what the kata or a right design has counts for nobody."""
    room, browser = f"/rooms/{played.public}", lead(played)
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    played.join("Barbara")
    katas = played.desk.katas
    right = dict(state(katas.kata("sms"), katas.pack.designs("sms")[0], 1))
    module = katas.kata("sms").layout.module.strip("/")
    for name in ("Ada", "Grace"):
        played.hand_in(name, 1, report_of(1), files=snapshot({**right, "notes.txt": name.encode()}))
    assert "No two people have much code in common." in browser.get(f"{room}/alike").text
    for name, seed in (("Ada", 1), ("Grace", 2), ("Barbara", 1)):
        own = {**right, f"{module}/own.py": code(seed, name.lower())}
        played.hand_in(name, 1, report_of(1), files=snapshot(own))
    text = browser.get(f"{room}/alike").text
    assert "1 pair has much code in common." in text and "100 %" in text
    rows = text.partition("<tbody>")[2]
    assert rows.index("Ada") < rows.index("Barbara") and "Grace" not in rows
    assert f"{room}/alike" in browser.get(room).text
    for session in (played.session("projector"), played.session("trainee", "Ada")):
        assert client(played, session).get(f"{room}/alike").status_code == 404


def test_the_news_tell_what_was_said_and_asked_shortened(played):
    ada = played.people["Ada"].person
    question = people.ask(played.desk, ada, "May a name\nbe <i>empty</i>?")
    rooms.say(played.desk, played.public, "It may.", to=ada, answers=question, by=None)
    rooms.say(played.desk, played.public, "Lunch " * 50, by=None)
    rooms.say(played.desk, played.public, "Well done.", to=ada, by=None)
    text = lead(played).get(f"/rooms/{played.public}").text
    news = text.partition('id="news"')[2].partition("</ol>")[0]
    assert "Ada asked: May a name be &lt;i&gt;empty&lt;/i&gt;?" in news
    assert "Answered to Ada: It may." in news and "Said to Ada: Well done." in news
    (long,) = [line for line in news.splitlines() if "Said to all: Lunch" in line]
    assert long.count("Lunch") < 20 and "…</li>" in long


def test_a_trainee_sees_nothing_of_a_later_stage(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    rooms.open_stage(played.desk, played.public, seen=1, by=None)
    people.look(played.desk, played.people["Ada"].person, 1)
    browser = client(played, played.session("trainee", "Ada"))
    text = browser.get("/me").text
    kata = played.desk.katas.kata("sms")
    assert kata.stage(1).title in text
    for later in kata.stages[1:]:
        assert later.title not in text and later.name not in text
        assert not [line for line in later.brief.splitlines() if len(line) > 30 and line in text]
    assert "Grace" not in text and played.people["Grace"].animal not in text and played.public not in text


def test_the_wall_names_nobody(played):
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    text = client(played, played.session("projector")).get(f"/rooms/{played.public}/projector").text
    assert "1 of 2 passed" in text
    for joined in played.people.values():
        assert joined.animal not in text and joined.person not in text
    assert "Ada" not in text and "Grace" not in text and played.public not in text


def test_the_code_stands_on_the_wall_while_the_door_is_open(played):
    browser = client(played, played.session("projector"))
    code = rooms.join_code(played.desk, room_row(played))
    path = f"/rooms/{played.public}/projector"
    assert code in browser.get(path).text
    rooms.set_door(played.desk, played.public, "shut", by=None)
    assert code not in browser.get(path).text


# Text of strangers


class Document(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7777 * 7 }}{% raw %}",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_strangers_write_is_text(desk, payload):
    made = make_room(desk, title=payload)
    made.join(payload[:40])
    name = next(iter(made.people))
    rooms.open_stage(desk, made.public, seen=0, by=None)
    hand_in = made.hand_in(name, 1, report_of(1, passed=False, failed=("a.b",), words=payload))
    rooms.say(desk, made.public, payload, by=None)
    people.ask(desk, made.people[name].person, payload)
    rooms.extra(desk, made.public, made.people[name].person, 1, seconds=60, reason=payload, by=None)
    rooms.pause_room(desk, made.public, reason=payload, by=None)
    browser, mine = lead(made), client(made, made.session("trainee", name))
    room = f"/rooms/{made.public}"
    pages = [
        browser.get(room + end)
        for end in ("", f"/people/{made.people[name].person}", f"/hand-ins/{hand_in}", "/queue", "/projector")
    ]
    pages += [mine.get("/me"), client(made, made.session("owner")).get("/rooms")]
    for found in pages:
        assert found.status_code == 200
        document = Document(found.text)
        assert document.tags.count("script") <= 1 and "img" not in document.tags
        assert not [each for each in document.handlers if each != "style"]
        assert "54439" not in found.text
    made.site.live.close()


def test_signs_that_turn_the_line_are_written_out(played):
    rooms.say(played.desk, played.public, "abc\u202edef\u200bghi", by=None)
    text = client(played, played.session("projector")).get(f"/rooms/{played.public}/projector").text
    assert "\u202e" not in text and "\u200b" not in text
