"""The layer `shape`: what is made passes, and each thing that is wrong is told with its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kata.authoring.layer import Found, Layer
from kata.authoring.layers import shape
from kata.content.pack import built_in

Look = Callable[[Layer], Found]
STAGE = "stages/welcoming/1_welcome/stage.toml"
TEST = "stages/welcoming/1_welcome/tests/test_screen.py"
LAST_HINT = '"Read about one place for the words."'


def test_what_is_made_is_sound(look: Look) -> None:
    found = look(shape.LAYER)
    assert found.mistakes == ()
    assert any("2 stages, 6 checks and 3 hidden tests" in told for told in found.proved)


@pytest.mark.parametrize("name", built_in().names())
def test_the_built_in_katas_are_sound(name: str) -> None:
    from kata.authoring.layer import Case
    from kata.authoring.results import Results

    def nothing_is_graded() -> None:
        raise AssertionError

    found = shape.look(Case(built_in(), name, nothing_is_graded, Results(None)))  # type: ignore[arg-type]
    assert found.mistakes == ()
    assert found.missing == ()


@pytest.mark.parametrize(
    ("path", "old", "put", "place", "told"),
    [
        (
            TEST,
            '"behaviour.trouble-is-told"',
            '"behaviour.trouble"',
            TEST,
            "'behaviour.trouble', which is no check",
        ),
        (
            TEST,
            '"behaviour.trouble-is-told"',
            '"behaviour.trouble"',
            "1_welcome/tests",
            "has no test with the mark",
        ),
        (TEST, '"behaviour.trouble-is-told"', '"behaviour.welcomes-back"', TEST, "which begins at stage 2"),
        (TEST, '@pytest.mark.check("behaviour.trouble-is-told")\n', "", TEST, "decides no check"),
        (STAGE, "an error, 400 or more", "an error, 401 or more", STAGE, "says 401, and no brief or guide"),
        (STAGE, LAST_HINT, '"Think again."', STAGE, "do not end with what to read"),
        (
            STAGE,
            LAST_HINT,
            '"Write `class Greeter`. Read on."',
            STAGE,
            "shows Greeter, a name of a right design",
        ),
        (STAGE, 'section = "one-place"', 'section = "two-places"', STAGE, "sends to welcoming#two-places"),
        (
            STAGE,
            "format_version = 1",
            "format_version = 0",
            STAGE,
            "is 0, and this version reads 1; compare the file",
        ),
        (
            STAGE,
            "format_version = 1",
            "format_version = 2",
            STAGE,
            "this version reads 1; install a newer kata",
        ),
        (
            STAGE,
            "each guest is shown",
            "TODO: each guest is shown",
            STAGE,
            "is still to be written: each guest",
        ),
        ("stages/welcoming/1_welcome/notes.txt", "", "x", "1_welcome/notes.txt", "is read by nobody"),
        ("stages/welcoming/1_welcome/tests/.x.py.swp", "", "x", ".x.py.swp", "is no content of a kata"),
        ("katas/welcoming/starter/.DS_Store", "", "x", ".DS_Store", "is no content of a kata"),
        ("reference/welcoming/pitfalls/small-letters/notes.md", "", "x", "notes.md", "is read by nobody"),
        ("ebook/other.md", "", "# Other\n", "ebook/other.md", "is in no chapter"),
        ("reference/welcoming/dead-ends.toml", "stage = 2", "stage = 1", "dead-ends.toml", "from 2 to 2"),
        (
            "reference/welcoming/dead-ends.toml",
            "words-in-the-client",
            "gone",
            "dead-ends.toml",
            "no design and no pitfall",
        ),
        (
            "reference/welcoming/dead-ends.toml",
            "words-in-the-client",
            "a-flag-for-everyone",
            "dead-ends.toml",
            "whose files are all of earlier stages",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_file(
    look: Look, change: Callable[[str, str, str], None], path: str, old: str, put: str, place: str, told: str
) -> None:
    change(path, old, put)
    found = look(shape.LAYER)
    assert [each for each in found.mistakes if place in each.file and told in each.problem], found.mistakes


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("at 4 o'clock", "within 4 hours"),
        ("four guests", "up to 4 guests"),
        ("the fourth guest", "guest 4"),
        ("answers of 5xx", "a status of 503"),
        ("1,5 metres", "1,5 metres"),
    ],
)
def test_a_number_may_be_written_as_a_word(
    look: Look, change: Callable[[str, str, str], None], said: str, holds: str
) -> None:
    change(STAGE, "an error, 400 or more", holds)
    change(
        "stages/welcoming/1_welcome/BRIEF.md",
        "None of this is tested",
        f"It is for {said}. None of this is tested",
    )
    assert look(shape.LAYER).mistakes == ()


def test_a_mark_that_is_given_to_a_whole_module_or_class_counts(made: Path, look: Look) -> None:
    test = made / TEST
    text = test.read_text().replace('@pytest.mark.check("behaviour.trouble-is-told")\n', "")
    test.write_text(
        text.replace(
            "if TYPE_CHECKING",
            'pytestmark = pytest.mark.check("behaviour.trouble-is-told")\n\nif TYPE_CHECKING',
        )
    )
    assert look(shape.LAYER).mistakes == ()


def test_an_authors_own_first_line_is_shown_to_nobody(made: Path) -> None:
    from kata.content.pack import Pack

    stage = Pack(made).kata("welcoming").stage(1)
    assert stage.brief.startswith("# Stage 1")
    assert stage.given["BRIEF.md"].startswith(b"# Stage 1")
    chapter = Pack(made).book().chapter("welcoming")
    assert chapter is not None
    assert "<!--" not in chapter.text
