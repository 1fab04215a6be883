"""Five trainees and a facilitator, from the lobby to the debrief, on both databases: the command line, server and
browser that people have. The facilitator has no mouse, and what is asserted is what somebody sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from a_browser import PATIENCE, complaints, needs_chromium, started

from tests.workshop.trainee.playing import Trainee, Workshop

pytest.importorskip("kata.workshop.server", reason="the extra `workshop` is not installed")
pytestmark = needs_chromium

FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return [];
  const words = [at.getAttribute("aria-label") || "", at.textContent, ...[...(at.labels || [])].map(each => each.textContent)];
  return words.map(each => each.replace(/\\s+/g, " ").trim());
}"""

KETTLE = {
    "clients/guest.py": "from tea import pour\n\n\ndef ask(name):\n    return pour(name)\n",
    "tea/__init__.py": "from tea.kettle import Kettle\n\npour = Kettle().pour\n",
    "tea/kettle.py": 'class Kettle:\n    def pour(self, name):\n        return f"Tea for {name}"\n',
}
"""Another design than the reference's."""

EDITED = {
    "tea/kettle.py": 'class Kettle:\n    def pour(self, name):\n        return f"Tea for {name}, sweet"\n'
}
"""It works, and changes what is closed."""


class Reader:
    """A page that somebody has open."""

    def __init__(self, page: Any, link: str) -> None:
        self.page = page
        self.trouble: list[str] = []
        self._looked: set[str] = set()
        page.on("pageerror", lambda each: self.trouble.append(str(each)))
        page.on("console", lambda each: self.trouble.extend([each.text] if each.type == "error" else []))
        page.on("dialog", self._dismissed)
        page.goto(link)
        page.wait_for_url(lambda url: "/enter" not in url and "#" not in url)
        self.looks()

    def _dismissed(self, dialog: Any) -> None:
        self.trouble.append(dialog.message)
        dialog.dismiss()

    def sees(self, words: str, where: str = "body") -> None:
        """Waits until it stands there."""
        self.page.wait_for_selector(f"{where} >> text={words}")

    def text(self) -> str:
        """All that stands on the page."""
        return str(self.page.inner_text("body"))

    def looks(self) -> None:
        """Has nothing to complain about, on each page and in each state of the room once."""
        where = self.page.url + self.page.text_content("h1")
        if where not in self._looked:
            self._looked.add(where)
            heard = len(self.trouble)
            found = complaints(self.page)
            del self.trouble[heard:]  # what the page's policy forbids to axe
            self.trouble += found

    def names_nobody(self, *names: str) -> None:
        """Nor does any byte of the page."""
        assert [name for name in names if name in self.page.content()] == []


class Facilitator(Reader):
    """Somebody who has a keyboard alone."""

    def reaches(self, words: str) -> None:
        """Presses Tab until the focus is on what is called so."""
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if words in self.page.evaluate(FOCUSED):
                return
        raise AssertionError(f"the keyboard does not reach {words!r}")

    def opens(self, words: str) -> None:
        self.reaches(words)
        self.page.keyboard.press("Enter")

    def goes(self, words: str) -> None:
        """By a link, or by the button of a form, to the page that comes then."""
        self.turns(words)
        self.looks()

    def turns(self, words: str) -> None:
        self.reaches(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reads(self, words: str) -> str:
        """What the report behind a link says. It runs no script, so what axe looks at is a copy; then it goes back."""
        self.turns(words)
        said, copy = self.text(), self.page.context.new_page()
        copy.set_content(self.page.content())
        self.trouble += complaints(copy)
        copy.close()
        self.page.go_back()
        return said

    def writes(self, label: str, text: str) -> None:
        self.reaches(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def ticks(self, label: str) -> None:
        self.reaches(label)
        self.page.keyboard.press("Space")


@pytest.fixture
def reads() -> Iterator[Callable[[type[Reader], str], Any]]:
    """Opens a link in a browser of its own."""
    with started() as browser:

        def begin(who: type[Reader], link: str) -> Any:
            context = browser.new_context(reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            return who(context.new_page(), link)

        yield begin


@pytest.fixture(params=["sqlite", "postgresql"])
def workshop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Workshop]:
    sqlite = request.param == "sqlite"
    served = Workshop(tmp_path, "" if sqlite else request.getfixturevalue("postgres").new_database())
    try:
        served.start()
        yield served
    finally:
        served.end()


def link_in(said: str) -> str:
    found = re.search(r"http\S+#\S+", said)
    assert found, said
    return found[0]


def test_five_trainees_and_a_facilitator_play_a_room(
    workshop: Workshop, reads: Callable[..., Any], tmp_path: Path
) -> None:
    people = {name: Trainee(tmp_path / name) for name in ("Anna", "Ben", "Cleo", "Dora", "Eva")}
    anna, ben, cleo, dora, eva = people.values()

    # The lobby
    lead: Facilitator = reads(Facilitator, f"{workshop.url}/#{workshop.link}")
    lead.goes("Tea for many")
    lead.sees("Nobody is here yet: say the join code aloud.")
    lead.sees(workshop.code, "#way-in")
    joining = [
        each.starts("join", workshop.url, workshop.code, *([] if name == "Eva" else ["--as", name]))
        for name, each in people.items()
    ]
    lead.sees("5 people are here: open stage 1 when your talk is over.")
    wall: Reader = reads(Reader, link_in(workshop.runs("link", "--room", workshop.room, "--projector")))
    wall.sees("5 people are here")
    lead.opens("Open stage 1")
    lead.goes("Open it for all now")
    joined = [process.ends() for process in joining]
    assert [said for said in joined if "The clock runs" not in said] == []
    found = re.search(r"Here you are ([\w ]+)\.", joined[-1])
    assert found, joined[-1]
    animal = found[1]  # of her who gave no name
    wall.sees("0 of 5 passed")

    # Stage 1: two pass by different designs, one fails, one asks, one is stuck
    anna.lays("1_pour")
    dora.writes(KETTLE)
    assert "Stage 2 opens when the facilitator says so" in anna.runs("next")
    assert "NOT WRITTEN YET" in ben.runs("next", code=1)
    dora.runs("next")
    eva.runs("ask", "May tea be cold?")
    lead.sees("2 of 5 passed stage 1, and a question waits for your answer.")
    wall.sees("2 of 5 passed")
    workshop.time_passes(minutes=3)
    lead.page.reload()
    lead.sees("stuck? no hand-in for", "tr:has-text('Cleo')")
    lead.looks()

    mine: Reader = reads(Reader, link_in(eva.runs("room", "--browser")))
    lead.writes("Your answer", "As you like it.")
    lead.ticks("to all")
    lead.goes("Answer")
    mine.sees("As you like it.", "#messages")
    assert "As you like it." in ben.runs("room")

    lead.opens("Pause")
    lead.writes("Why (everybody sees it)", "Fire drill")
    lead.goes("Stop all clocks")
    lead.sees("All clocks stand still: resume when people may work again.")
    wall.sees("paused", ".huge")
    mine.sees("Paused", "#clock")
    assert "Fire drill" in cleo.runs("room")
    lead.goes("Resume")
    lead.opens("More time for all")
    lead.writes("Minutes more at stage 1", "2")
    lead.writes("Why (everybody sees it)", "The drill was long")
    lead.goes("Give it to all")
    lead.sees("2:00 more for all at stage 1: The drill was long", "#news")
    lead.goes("Cleo")
    lead.opens("More time for them")
    lead.writes("Minutes more (a negative number takes back)", "5")
    lead.writes("Why", "Her laptop was broken")
    lead.goes("Give it")
    lead.sees("5:00 at stage 1: Her laptop was broken")
    lead.goes("Back to the board")
    lead.opens("Say to all")
    lead.writes("What everybody should read", "Lunch at noon")
    lead.goes("Say it")
    wall.sees("Lunch at noon", ".said")
    mine.sees("Lunch at noon", "#messages")
    assert [each.document("status")["seconds_allowed"] for each in (ben, cleo)] == [420, 720]
    lead.goes("Queue and workers")
    lead.sees("Nothing waits.")
    lead.goes("Back to the board")
    assert "not written yet" in lead.reads("1 failed").lower()
    wall.names_nobody("Anna", "Ben", "Cleo", "Dora", animal)
    mine.names_nobody("Anna", "Ben", "Cleo", "Dora")

    # The room goes on: one passes late, one goes on anyway, one with the room
    ben.lays("1_pour")
    ben.runs("next")
    eva.runs("next", "--anyway", code=1)
    lead.sees("3 of 5 passed stage 1: open stage 2 when you want.")
    lead.opens("Open stage 2")
    lead.sees("2 of 5 have not passed; they go on when they hand in.")
    lead.goes("Open it for all now")
    lead.sees("0 of 5 passed stage 2, the last one: begin the debrief when you want.")
    wall.sees("Sweeten")
    assert "Sweeten" in anna.runs("next", "--expect", "sugar beside the pot")
    assert "Sweeten" in cleo.runs("next", code=1)
    lead.sees("went on with the room", "tr:has-text('Cleo')")
    lead.sees("went on anyway", f"tr:has-text('{animal}')")
    dora.runs("next")

    # Stage 2: one adds, one edits what is closed
    anna.lays("2_sweeten")
    assert "That was the last stage" in anna.runs("next")
    dora.writes(EDITED)
    assert "kettle.py" in dora.runs("next", code=1)
    lead.sees("1 of 5 passed stage 2, the last one: begin the debrief when you want.")
    lead.sees("closed all stages", "tr:has-text('Anna')")

    # The debrief
    lead.opens("Begin the debrief")
    lead.goes("Begin it now")
    lead.sees("The work is over: talk about what the designs have in common.")
    wall.sees("The work is done")
    assert anna.document("compare")["band"]
    lead.goes("Show the debrief")
    wall.page.goto(f"{workshop.url}/rooms/{workshop.room}/debrief")
    wall.looks()
    for page in (lead, wall):
        page.sees("How far we came")
        page.sees("sugar beside the pot")
        page.sees("behaviour.pours")
    wall.names_nobody("Anna", "Ben", "Cleo", "Dora", animal)
    lead.names_nobody("Anna", "Ben", "Cleo", "Dora")
    lead.goes("Back to the board")
    lead.opens("More")
    lead.goes("Exports")
    lead.goes("Back to the board")
    lead.opens("More")
    lead.goes("Close the room")
    lead.sees("This room is closed: it can be read and exported, and nothing changes any more.")
    rows = lead.page.request.get(f"{workshop.url}/rooms/{workshop.room}/export.csv?names=yes").text()
    assert all(name in rows for name in ("Anna", "Ben", "Cleo", "Dora", animal))

    for reader in (lead, wall, mine):
        assert reader.trouble == []
