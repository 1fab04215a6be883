from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.base.errors import ContentError
from kata.content.pack import Pack

Build = Callable[..., Pack]
KATA = "katas/count/kata.toml"
STAGE = "stages/count/1_up/stage.toml"
REFERENCE = "reference/count/reference.toml"
PITFALL = "reference/count/pitfalls/gone/pitfall.toml"


def told(read: Callable[[], object]) -> list[tuple[str, str]]:
    """The file and field of each mistake."""
    with pytest.raises(ContentError) as raised:
        read()
    return sorted((mistake.file, mistake.field) for mistake in raised.value.mistakes)


def swapped(build: Build, file: str, old: str, new: str) -> Pack:
    pack = build()
    path = pack.root / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return pack


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        (KATA, "format_version = 1", "format_version = 2", "format_version"),
        (KATA, "format_version = 1", "", "format_version"),
        (KATA, 'title = "Counting"', "", "title"),
        (KATA, 'title = "Counting"', "title = 7", "title"),
        (KATA, 'title = "Counting"', 'title = " "', "title"),
        (KATA, 'title = "Counting"', 'title = "Counting"\ncolour = "red"', "colour"),
        (KATA, 'name = "count"', 'name = "sum"', "name"),
        (KATA, '["requests"]', '["requests", 7]', "packages[1]"),
        (KATA, '["requests"]', '["requests", "requests"]', "packages"),
        (KATA, 'support = "simulators"', 'support = "none"', "support"),
        (KATA, 'clients = "clients/"', 'clients = "clients"', "layout.clients"),
        (KATA, 'root = "counter/__init__.py"', 'root = "other.py"', "layout.root"),
        (KATA, 'module = "counter/"', 'module = "counter/"\nroof = "x"', "layout.roof"),
        (KATA, "clients.shop:sold", "clients.shop.sold", "seams[0].target"),
        (KATA, "clients.shop:sold", "clients.mall:sold", "seams[0].target"),
        (KATA, "clients.shop:sold", "clients.shop:bought", "seams[0].target"),
        (KATA, '["what", "count"]', '["what"]', "seams[0].parameters"),
        (STAGE, "minutes = 5", "minutes = 0", "minutes"),
        (STAGE, "minutes = 5", 'minutes = "5"', "minutes"),
        (STAGE, 'chapter = "numbers"', 'chapter = "letters"', "checks[0].chapter"),
        (STAGE, 'rule = "no_loops"', 'rule = "no_hoops"', "checks[1].rule"),
        (STAGE, 'holds = "it counts"', "", "checks[0].holds"),
        (STAGE, 'holds = "it counts"', 'holds = ""', "checks[0].holds"),
        (STAGE, 'hints = ["Count."]', 'hints = ["a", "b", "c", "d"]', "checks[0].hints"),
        (STAGE, 'hints = ["Count."]', 'hints = [""]', "checks[0].hints[0]"),
        (STAGE, 'hints = ["Count."]', 'hint = ["Count."]', "checks[0].hint"),
        (STAGE, 'hints = ["Count."]', "options = { a = 1 }", "checks[0].options"),
        (STAGE, "behaviour.counts1", "Behaviour", "checks[0].id"),
        (STAGE, "design.no-loops1", "behaviour.counts1", "checks"),
        (STAGE, 'rule = "no_loops"', 'rule = "no_loops"\nadvice = "yes"', "checks[1].advice"),
    ],
)
def test_a_mistake_is_told_by_file_and_field(
    pack_of: Build, file: str, old: str, new: str, field: str
) -> None:
    pack = swapped(pack_of, file, old, new)
    assert told(lambda: pack.kata("count")) == [(file, field)]


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        (REFERENCE, 'name = "plain"', 'name = "fancy"', "designs[0].name"),
        (REFERENCE, 'about = "Just so."', "", "designs[0].about"),
        (REFERENCE, 'about = "Just so."', 'about = ""', "designs[0].about"),
        (PITFALL, 'base = "plain"', 'base = "fancy"', "base"),
        (PITFALL, "stage = 2", "stage = 3", "stage"),
        (PITFALL, "1.behaviour.counts1", "behaviour.sings", "fails"),
        (PITFALL, "1.behaviour.counts1", "1.design.no-loops1", "fails"),
        (PITFALL, "2_down =", "3_out =", "deletes.3_out"),
        (PITFALL, 'flaw = "It is gone."', "", "flaw"),
    ],
)
def test_a_mistake_in_a_design_is_told_by_file_and_field(
    pack_of: Build, file: str, old: str, new: str, field: str
) -> None:
    pack = swapped(pack_of, file, old, new)
    assert (file, field) in told(lambda: pack.pitfalls("count"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({STAGE: None}, (STAGE, "")),
        ({"stages/count/1_up/BRIEF.md": None}, ("stages/count/1_up/BRIEF.md", "")),
        ({"stages/count/1_up/BRIEF.md": " \n"}, ("stages/count/1_up/BRIEF.md", "")),
        ({"stages/count/1_up/tests/test_up.py": None}, ("stages/count/1_up/tests", "")),
        ({"stages/count/1_up/given/BRIEF.md": "x"}, ("stages/count/1_up/given/BRIEF.md", "")),
        ({"stages/count/3_more/stage.toml": "x"}, ("stages/count/3_more", "")),
        ({STAGE: "= 1"}, (STAGE, "")),
        ({"ebook/book.toml": None}, ("ebook/book.toml", "")),
        ({"ebook/book.toml": "chapters = 1"}, ("ebook/book.toml", "chapters")),
    ],
)
def test_a_missing_or_odd_file_is_told(
    pack_of: Build, changes: dict[str, str | None], expected: tuple[str, str]
) -> None:
    assert told(lambda: pack_of(changes).kata("count")) == [expected]


def test_stages_out_of_order_are_told(pack_of: Build) -> None:
    pack = swapped(pack_of, KATA, '["1_up", "2_down"]', '["2_down", "1_up"]')
    assert told(lambda: pack.kata("count")) == [(KATA, "stages[0]"), (KATA, "stages[1]")]


def test_all_mistakes_are_told_at_once(pack_of: Build) -> None:
    pack = pack_of({STAGE: None, "stages/count/2_down/BRIEF.md": None})
    path = pack.root / KATA
    path.write_text(
        path.read_text().replace('title = "Counting"', "title = ''").replace("shop:sold", "shop:x")
    )
    assert told(lambda: pack.kata("count")) == [
        (KATA, "seams[0].target"),
        (KATA, "title"),
        (STAGE, ""),
        ("stages/count/2_down/BRIEF.md", ""),
    ]


def test_a_design_that_nobody_lists_is_told(pack_of: Build) -> None:
    pack = pack_of({"reference/count/stray/1_up/a.py": ""})
    assert told(lambda: pack.designs("count")) == [("reference/count/stray", "")]


def test_an_overlay_for_no_stage_is_told(pack_of: Build) -> None:
    pack = pack_of({"reference/count/plain/9_never/a.py": ""})
    assert told(lambda: pack.designs("count")) == [("reference/count/plain/9_never", "")]
