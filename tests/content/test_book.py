from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from kata.base.errors import ContentError
from kata.content.book import Section
from kata.content.pack import Pack

Build = Callable[..., Pack]

TABLE = """
format_version = 1
title = "Counting"
credit = "After *Numbers*."
license = "CC BY 4.0"
revised = "2026-01-01"

[[chapters]]
id = "numbers"
title = "On numbers"
file = "numbers.md"
opens_after = 1
"""

CHAPTER = """# On numbers

One.

## Up {#up}

Two. ![a counter](objects:count/plain/1)

```python
## not a heading
```

## Down {#down opens_after=2}

Three.

---

*After* Numbers.
"""

FILES = {
    "ebook/book.toml": TABLE,
    "ebook/numbers.md": CHAPTER,
    "ebook/pictures/count/plain/1.json": "{}",
}


def test_a_chapter_is_read_in_sections(pack_of: Build) -> None:
    (chapter,) = pack_of(FILES).book().chapters
    assert (chapter.opening, chapter.credit) == ("One.", "*After* Numbers.")
    assert [(part.anchor, part.title, part.opens_after) for part in chapter.sections] == [
        ("up", "Up", 1),
        ("down", "Down", 2),
    ]
    assert "## not a heading" in chapter.sections[0].text


def test_a_section_may_open_later_than_its_chapter(pack_of: Build) -> None:
    book = pack_of(FILES).book()
    assert book.open_at(0).chapters == ()
    assert [part.anchor for part in book.open_at(1).chapters[0].sections] == ["up"]
    assert [part.anchor for part in book.open_at(2).chapters[0].sections] == ["up", "down"]


def test_pictures_come_by_their_names(pack_of: Build) -> None:
    assert pack_of(FILES).book().pictures == {"count/plain/1": b"{}"}


def test_a_check_knows_its_section(pack_of: Build) -> None:
    pack = pack_of({**FILES, "stages/count/1_up/stage.toml": _stage(1, "up")})
    place = pack.book().place(pack.kata("count").stage(1).checks[0])
    assert isinstance(place, Section)
    assert place.title == "Up"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ebook/numbers.md": None}, "ebook/numbers.md: is missing; write the chapter 'numbers'"),
        (
            {"ebook/numbers.md": CHAPTER.replace("---", "")},
            "ebook/numbers.md: has no credit below a line `---`",
        ),
        ({"ebook/numbers.md": CHAPTER.replace("# On", "# Of", 1)}, "begins with '# Of numbers'"),
        ({"ebook/numbers.md": CHAPTER.replace(" {#up}", "")}, "## Up: has no anchor"),
        (
            {"ebook/numbers.md": CHAPTER.replace("{#down", "{#up")},
            "has the anchor 'up', which is there already",
        ),
        ({"ebook/numbers.md": CHAPTER.replace("after=2", "after=0")}, "opens before its chapter"),
        (
            {"ebook/pictures/count/plain/1.json": None},
            "count/plain/1: is a picture that is not in ebook/pictures/",
        ),
        ({"ebook/book.toml": TABLE.replace("numbers.md", "../numbers.md")}, "name a file beside book.toml"),
        (
            {"ebook/book.toml": TABLE.replace("opens_after = 1", "opens_after = 'soon'")},
            "opens_after: has the wrong",
        ),
        ({"ebook/book.toml": TABLE.replace('revised = "2026-01-01"', "")}, "book.toml: revised: is missing"),
        ({"ebook/book.toml": TABLE + TABLE[TABLE.index("[[") :]}, "chapters[1].id: 'numbers' is there twice"),
    ],
)
def test_a_mistake_is_told_by_file_and_place(
    pack_of: Build, changes: dict[str, str | None], told: str
) -> None:
    pack = pack_of({**FILES, **changes})
    with pytest.raises(ContentError) as caught:
        pack.book()
    assert told in str(caught.value)


def test_a_check_that_sends_nowhere_is_told(pack_of: Build) -> None:
    with pytest.raises(
        ContentError, match=r"behaviour\.counts1: sends to numbers#sideways, which is not in the"
    ):
        pack_of({**FILES, "stages/count/1_up/stage.toml": _stage(1, "sideways")}).book()


def test_a_section_that_opens_before_the_stage_it_explains_is_told(pack_of: Build) -> None:
    with pytest.raises(
        ContentError, match=r"behaviour\.counts2: sends to numbers#up, which opens after stage 1"
    ):
        pack_of({**FILES, "stages/count/2_down/stage.toml": _stage(2, "up")}).book()


def test_a_section_that_an_earlier_stage_explains_may_be_open(pack_of: Build) -> None:
    stages = {
        f"stages/count/{name}/stage.toml": _stage(number, "up")
        for number, name in ((1, "1_up"), (2, "2_down"))
    }
    assert pack_of({**FILES, **stages}).book().chapters


def test_all_mistakes_are_told_at_once(pack_of: Build) -> None:
    broken = CHAPTER.replace("# On", "# Of", 1).replace(" {#up}", "")
    with pytest.raises(ContentError) as caught:
        pack_of({**FILES, "ebook/numbers.md": broken}).book()
    assert len(caught.value.mistakes) == 2


def test_the_built_in_book_has_no_mistakes() -> None:
    from kata.content.pack import built_in

    assert len(built_in().book().chapters) == 16


def _stage(number: int, section: str) -> str:
    """A stage whose one check sends to a section."""
    return f"""
format_version = 1
title = "Up"
minutes = 5

[[checks]]
id = "behaviour.counts{number}"
holds = "it counts"
principle = "Counting is telling."
chapter = "numbers"
section = "{section}"
"""


def test_a_chapter_is_one_katas(pack_of: Build) -> None:
    pack = pack_of(FILES)
    for part in ("katas", "stages"):
        shutil.copytree(pack.root / part / "count", pack.root / part / "recount")
    table = pack.root / "katas/recount/kata.toml"
    table.write_text(table.read_text().replace('name = "count"', 'name = "recount"'))
    with pytest.raises(ContentError, match="'numbers', which is count's"):
        Pack(pack.root, pack.rules).book()
