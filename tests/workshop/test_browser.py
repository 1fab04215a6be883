"""The pages in a real browser, under their own policy: links, live cells, keyboard, no script, axe."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from a_room import Played, make_room, report_of
from kata.report.report import Figures, ObjectNode, ObjectPicture
from kata.session.clock import SystemClock
from kata.workshop import grants, people, rooms
from kata.workshop.desk import Desk
from kata.workshop.store import tables as t
from kata.workshop.store.store import Store
from sqlalchemy import update

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = pytest.mark.skipif(not os.path.exists(CHROMIUM), reason="There is no Chromium on this machine.")  # noqa: PTH110

WIDTHS = (360, 768, 1440)
LONG = "Donaudampfschifffahrtsgesellschaftskapit"
PAYLOAD = '"><img src=x onerror=alert(1)>'
PICTURE = ObjectPicture(
    roots=(("shop", 0),),
    nodes=(ObjectNode(label=PAYLOAD, module="m", edges=(("next", 1),)), ObjectNode(label="B", module="m")),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0)
        yield found
        found.close()


class Server:
    """The pages of one room on a port of this machine, with the lines of an access log as a server would write it."""

    def __init__(self, played_at: Any) -> None:
        import socket

        import uvicorn

        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.played: Played = played_at(self.url)
        self.lines: list[str] = []
        app = self.played.app()

        async def logged(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                self.lines.append(f"{scope['method']} {scope['path']}?{scope['query_string'].decode()}")
            await app(scope, receive, send)

        config = uvicorn.Config(
            logged, log_level="critical", ws="none", lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self.played.site.live.close()
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()
        self.played.desk.store.close()


@pytest.fixture
def server(tmp_path, katas) -> Iterator[Server]:
    """A room at stage 1 in which all sorts of things have happened."""

    def played_at(url: str) -> Played:
        (tmp_path / "served").mkdir()
        desk = Desk(Store(tmp_path / "served"), SystemClock(), b"k" * 32, katas)
        found = make_room(desk, url=url, title="Autumn", secure=True)
        for name in ("Ada", LONG, PAYLOAD):
            found.join(name)
        return found

    found = Server(played_at)
    yield found
    found.close()


def fill(played: Played) -> str:
    """Gives every part of the pages something to show; the public id of a hand-in."""
    desk, public = played.desk, played.public
    rooms.open_stage(desk, public, seen=0, by=None)
    for name in played.people:
        people.look(desk, played.people[name].person, 1)
    people.tell(desk, played.people[LONG].person, [(1, "expected", PAYLOAD)])
    with desk.store.write() as connection:
        connection.execute(update(t.room).values(title=PAYLOAD))
    figures = Figures(lines_added=12)
    passed = played.hand_in("Ada", 1, report_of(1, figures=figures, objects=PICTURE), closes="passed")
    found = report_of(1, passed=False, failed=("a.b", "c.d"), words=PAYLOAD, path=f"sms/{PAYLOAD}.py")
    played.hand_in(LONG, 1, found)
    played.hand_in(LONG, 1, state="queued")
    people.ask(desk, played.people[PAYLOAD].person, PAYLOAD)
    rooms.say(desk, public, PAYLOAD, by=None)
    rooms.extend(desk, public, 1, seconds=300, reason=PAYLOAD, by=None)
    rooms.extra(desk, public, played.people["Ada"].person, 1, seconds=60, reason="laptop", by=None)
    return passed


@pytest.fixture
def opened(browser, server):
    """Opens pages as somebody; `opened("facilitator", width=360)` gives a page that has used its link."""
    contexts = []

    def begin(
        role: Any, name: str = "", *, width: int = 1440, theme: str = "light", script: bool = True
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("dialog", lambda each: (page.trouble.append("dialog"), each.dismiss()))
        page.on("pageerror", lambda each: page.trouble.append(str(each)))
        page.on("console", lambda each: page.trouble.append(each.text) if each.type == "error" else None)
        page.on(
            "request",
            lambda each: (
                None if each.url.startswith((server.url, "data:", "blob:")) else page.trouble.append(each.url)
            ),
        )
        played = server.played
        person = played.people[name].person if name else ""
        link = grants.link(
            played.desk, role, room_id="" if role == "owner" else played.public, person_id=person
        )
        page.link = link
        if script:
            page.goto(f"{server.url}/enter#{link}")
            page.wait_for_url(lambda url: "/enter" not in url)
        else:
            page.goto(f"{server.url}/enter")
            page.fill("#token", link)
            page.click("main button")
        return page

    yield begin
    for context in contexts:
        context.close()


def test_the_token_of_a_link_is_in_no_line_no_request_and_no_history(server, opened):
    page = opened("facilitator")
    assert page.url.endswith(f"/rooms/{server.played.public}")
    page.go_back()
    assert page.link not in page.url and page.evaluate("location.hash") == ""
    assert not [line for line in server.lines if page.link in line]
    page.goto(f"{server.url}/enter#{page.link}")
    page.wait_for_selector("text=used before")
    assert page.link not in page.url and page.link not in page.content()


def test_a_link_may_lead_to_the_front_page(server, opened):
    page = opened("trainee", "Ada")
    link = grants.link(server.played.desk, "facilitator", room_id=server.played.public)
    page.goto(f"{server.url}/#{link}")  # as whoever uses it is known already, and as nobody
    page.wait_for_url(f"**/rooms/{server.played.public}")
    page.context.clear_cookies()
    link = grants.link(server.played.desk, "projector", room_id=server.played.public)
    page.goto(f"{server.url}/#{link}")
    page.wait_for_url("**/projector")
    page.go_back()
    assert link not in page.url and not [line for line in server.lines if link in line]


def test_the_wall_brings_the_code_along(server, opened):
    page = opened("facilitator")
    page.context.clear_cookies()
    page.goto(f"{server.url}/#ABCD-EFGH")
    assert page.text_content("pre.type").endswith(" ABCD-EFGH")


def test_cells_change_while_the_page_is_open_and_what_is_typed_stays(server, opened):
    played = server.played
    page = opened("facilitator")
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    page.wait_for_selector("#task >> text=of 3 passed stage 1")
    page.click("summary:has-text('Say to all')")
    page.fill("#say-text", "half a sentence")
    ada = played.people["Ada"].person
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    page.wait_for_selector(f"[id='{ada}-s1'].passed")
    rooms.set_door(played.desk, played.public, "shut", by=None)
    page.wait_for_selector("summary:has-text('Door: shut')")
    assert page.input_value("#say-text") == "half a sentence" and page.is_visible("#say-text")
    rooms.set_door(played.desk, played.public, "open", by=None)
    played.join("Barbara")
    page.wait_for_selector("#people >> text=Barbara")
    rooms.remove(played.desk, played.public, ada, by=None)
    page.wait_for_selector(f"[id='{ada}']", state="detached")
    assert page.trouble == []


IS_SAME = "each => each === window.kept && document.activeElement === each"


def test_a_control_keeps_the_focus_when_its_piece_is_made_again(server, opened):
    """Its selection and half a sentence stay, too; what is above and below it comes and goes."""
    played, asked = server.played, {}
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    for name in ("Ada", LONG, PAYLOAD):
        asked[name] = people.ask(played.desk, played.people[name].person, f"May I, {name[:3]}?")
    page = opened("facilitator")

    def door(state):
        rooms.set_door(played.desk, played.public, state, by=None)
        page.wait_for_selector(f"summary:has-text('Door: {state}')")

    def keeps(selector):
        page.evaluate("found => { window.kept = document.querySelector(found); }", selector)
        return page.locator(selector)

    page.click("summary:has-text('Say to all')")
    page.fill("#say-text", "half a sentence")
    text = keeps("#say-text")
    text.evaluate("each => each.setSelectionRange(5, 10)")
    door("shut")
    assert text.evaluate(IS_SAME) and text.input_value() == "half a sentence"
    assert text.evaluate("each => [each.selectionStart, each.selectionEnd]") == [5, 10]

    for selector in ("#do-extend > summary", "#do-say button", "#do-door > summary"):  # none has an id
        control = keeps(selector)
        control.focus()
        door("open")
        assert control.evaluate(IS_SAME), selector
        rooms.pause_room(played.desk, played.public, reason="tea", by=None)  # a control before it goes
        page.wait_for_selector("#do-pause", state="detached")
        assert control.evaluate(IS_SAME), selector
        rooms.resume_room(played.desk, played.public, by=None)  # and comes
        page.wait_for_selector("#do-pause")
        assert control.evaluate(IS_SAME), selector
        door("shut")
    assert page.is_visible("#say-text") and page.input_value("#say-text") == "half a sentence"

    middle = f"#q-{asked[LONG]} "
    page.fill(f"{middle}input[name=text]", "half an ans")
    page.check(f"{middle}input[type=checkbox]")
    answer = keeps(f"{middle}input[name=text]")
    answer.evaluate("each => { each.focus(); each.setSelectionRange(2, 4); }")
    rooms.say(played.desk, played.public, "Yes.", answers=asked["Ada"], by=None)
    people.ask(played.desk, played.people["Ada"].person, "And this?")
    page.wait_for_selector(f"#q-{asked['Ada']}", state="detached")
    page.wait_for_selector("#questions >> text=And this?")
    assert answer.evaluate(IS_SAME) and answer.input_value() == "half an ans"
    assert answer.evaluate("each => [each.selectionStart, each.selectionEnd]") == [2, 4]
    assert page.is_checked(f"{middle}input[type=checkbox]")

    page.evaluate("getSelection().selectAllChildren(document.querySelector('#news li'))")
    marked = page.evaluate("getSelection().toString()")
    rooms.say(played.desk, played.public, "Something new.", by=None)
    page.wait_for_selector("#news >> text=Said to all: Something new.")
    assert page.evaluate("getSelection().toString()") == marked != ""
    assert page.trouble == []


def test_a_link_in_a_cell_keeps_the_focus_when_the_cell_changes(server, opened):
    played = server.played
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    played.hand_in("Ada", 1, report_of(1, passed=False, failed=("a.b",)))
    page, mine = opened("facilitator"), opened("trainee", "Ada")
    cell = f"[id='{played.people['Ada'].person}-s1']"
    for each, link in ((page, f"{cell} a"), (mine, "#hand-ins tbody tr:last-child a")):
        each.evaluate("link => { window.kept = document.querySelector(link); window.kept.focus(); }", link)
    played.hand_in("Ada", 1, report_of(1), closes="passed")
    page.wait_for_selector(f"{cell}.passed.fresh")
    mine.wait_for_selector("#hand-ins tr:first-child >> text=passed")
    assert page.locator(f"{cell} a").evaluate(IS_SAME)
    assert mine.locator("#hand-ins tbody tr:last-child a").evaluate(IS_SAME)
    assert page.trouble == [] and mine.trouble == []


def test_what_asks_for_one_stage_does_not_come_to_ask_for_the_next(server, opened):
    """Another facilitator opened it meanwhile: the question that was unfolded is gone."""
    played = server.played
    page = opened("facilitator")
    page.click("summary:has-text('Open stage 1')")
    page.locator("button:has-text('Open it for all now')").focus()
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    page.wait_for_selector("summary:has-text('Open stage 2')")
    assert not page.is_visible("button:has-text('Open it for all now')")


def test_the_clock_counts_by_the_servers_time(server, opened):
    played = server.played
    rooms.open_stage(played.desk, played.public, seen=0, by=None)
    page = opened("projector")
    page.add_init_script("Date.now = () => 0")
    page.reload()
    page.wait_for_function("document.querySelector('.huge time')?.textContent.match(/^\\d+:\\d\\d$/)")
    minutes = int(page.text_content(".huge time").partition(":")[0])
    assert minutes in (
        played.desk.katas.kata("sms").stage(1).minutes - 1,
        played.desk.katas.kata("sms").stage(1).minutes,
    )
    assert page.trouble == []


def test_a_stage_is_opened_with_the_keyboard_alone(server, opened):
    page = opened("facilitator")
    for _ in range(30):
        page.keyboard.press("Tab")
        if "Open stage 1" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    page.wait_for_selector("#task >> text=of 3 passed stage 1")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") is not None


def test_without_script_every_form_works(server, opened):
    page = opened("facilitator", script=False)
    page.click("summary:has-text('Open stage 1')")
    page.click("button:has-text('Open it for all now')")
    assert "of 3 passed stage 1" in page.text_content("h1")
    page.click("summary:has-text('Pause')")
    page.fill("#pause-why", "Fire drill")
    page.click("button:has-text('Stop all clocks')")
    page.click("button:has-text('Resume')")
    assert "of 3 passed stage 1" in page.text_content("h1")


def addresses(played: Played, hand_in: str) -> dict[str, list[str]]:
    room = f"/rooms/{played.public}"
    person = played.people[LONG].person
    return {
        "owner": ["/rooms"],
        "facilitator": [
            room, f"{room}/people/{person}", f"{room}/queue", f"{room}/alike", f"{room}/regrading",
            f"{room}/debrief", f"{room}/export", f"{room}/hand-ins/{hand_in}",
        ],
        "projector": [f"{room}/projector"],
        "trainee": ["/me"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("theme", "rules", "widths"),
    [
        ("light", None, (360, 1440)),
        ("dark", ["color-contrast"], (1440,)),
    ],  # in the dark nothing but colours differs
    ids=["light", "dark"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    server, opened, monkeypatch, theme, rules, widths
):
    monkeypatch.setattr("kata.workshop.pages.talk.band", lambda katas, name: {"lines_added": (5.0, 25.0)})
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    played = server.played
    hand_in = fill(played)
    found = []
    for role, paths in addresses(played, hand_in).items():
        page = opened(role, LONG if role == "trainee" else "", theme=theme)
        for path in paths:
            page.goto(server.url + path)
            for details in page.query_selector_all("details"):
                details.evaluate("each => { each.open = true; }")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{path} is wider than {width}")
                if width in widths and "/hand-ins/" not in path:
                    page.evaluate(axe)
                    seen = page.evaluate("rules => axe.run(rules ? {runOnly: rules} : {})", rules)
                    assert len(seen["passes"]) > (0 if rules else 10)
                    for each in seen["violations"]:
                        places = [str(node["html"])[:160] for node in each["nodes"][:3]]
                        found.append(f"{path} {width}: {each['id']}: {places}")
        trouble = [each for each in page.trouble if "axe" not in each]
        assert trouble == []
    assert not found, "\n".join(found)


def test_what_strangers_write_runs_nowhere(server, opened, monkeypatch):
    monkeypatch.setattr("kata.workshop.pages.talk.band", lambda katas, name: {})
    played = server.played
    board = opened("facilitator")
    mine = opened("trainee", PAYLOAD)
    hand_in = fill(played)  # while the pages are open: it comes by frames, too
    board.wait_for_selector("#questions >> text=asks")
    mine.wait_for_selector("#messages >> text=onerror")
    for role, paths in addresses(played, hand_in).items():
        page = opened(role, LONG if role == "trainee" else "")
        for path in paths:
            page.goto(server.url + path)
            assert page.query_selector("img") is None
        assert page.trouble == [], role
    assert board.trouble == [] and mine.trouble == []
    assert board.query_selector("img") is None


def test_the_script_is_short_and_stands_alone():
    text = (files("kata.workshop.pages") / "static" / "room.js").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 170
    assert not re.search(r"\bimport\b|eval\(|https?://", text)
