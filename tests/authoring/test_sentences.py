"""No hidden test asks for what no page says, and nothing that a page says is forgotten."""

from pathlib import Path

import pytest
from kata.authoring.sentences import gaps, page, read, sentences
from kata.content.pack import Pack, built_in

DOCS = Path(__file__).parents[2] / "docs"
STAGE = """
format_version = 1
title = "Up"
minutes = 5

[[checks]]
id = "behaviour.counts"
holds = "it counts"
principle = "Counting is telling."
chapter = "numbers"
hints = ["Count."]
"""
KATA = """
format_version = 1
name = "count"
title = "Counting"
summary = "Counts things."
lesson = "To count."
edge = "nothing lies outside"
stages = ["1_up"]
packages = ["requests"]
support = "simulators"
chapters = ["numbers"]

[layout]
clients = "clients/"
module = "counter/"
root = "counter/__init__.py"
tests = "tests/"

[[seams]]
target = "clients.shop:sold"
parameters = ["what"]
"""
TEST = """
import pytest

HOW = "one to three"

@pytest.mark.check("behaviour.counts")
@pytest.mark.brief("It counts", inputs=f"{HOW} things")
def test_counts():
    pass
"""
LISTED = """
format_version = 1

[[elsewhere]]
by = "the story"
sentences = ["Once there was a shop."]
"""


@pytest.fixture
def found(tmp_path):
    """What is wrong with a kata of one stage, whose files may be given otherwise; and its page."""

    def look(brief="Once there was a shop. It counts all.\n", test=TEST, listed=LISTED):
        files = {
            "katas/count/kata.toml": KATA,
            "katas/count/starter/clients/shop.py": "def sold(what):\n    raise NotImplementedError\n",
            "katas/count/starter/counter/__init__.py": '"""Nothing yet."""\n',
            "katas/count/simulators/__init__.py": "",
            "stages/count/1_up/stage.toml": STAGE,
            "stages/count/1_up/BRIEF.md": brief,
            "stages/count/1_up/tests/test_up.py": test,
            "ebook/book.toml": '[[chapters]]\nid = "numbers"\n',
        }
        if listed:
            files["stages/count/1_up/sentences.toml"] = listed
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        pack = Pack(tmp_path, rules=())
        kata = pack.kata("count")
        stages = read(pack, kata)
        return gaps(kata, stages), page(kata, stages)

    return look


def test_the_built_in_katas_leave_no_gap():
    pack = built_in()
    for name in pack.names():
        kata = pack.kata(name)
        assert gaps(kata, read(pack, kata)) == []


@pytest.mark.parametrize("name", built_in().names())
def test_the_page_in_docs_is_what_the_tests_and_briefs_say(name):
    pack = built_in()
    kata = pack.kata(name)
    said = (DOCS / f"{name}-tests.md").read_text(encoding="utf-8")
    assert said == page(kata, read(pack, kata)), "run: ./check pages"


def test_a_sentence_is_tested_or_listed(found):
    wrong, shown = found()
    assert wrong == []
    assert "| It counts all. | `behaviour.counts`: counts | one to three things |" in shown
    assert "| Once there was a shop. |  | the story |" in shown


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"brief": "Once there was a shop. It counts all. It never stops.\n"}, "'It never stops.'"),
        ({"brief": "Once there was a shop.\n"}, "names 'It counts', with which no sentence"),
        ({"brief": "It counts all.\n"}, "begins 0 sentences"),
        (
            {"test": TEST.replace('@pytest.mark.brief("It counts", inputs=f"{HOW} things")\n', "")},
            "names no sentence",
        ),
        ({"listed": LISTED.replace("Once there was a shop.", "It counts")}, "so take it off the list"),
        ({"listed": LISTED + 'checks = ["design.none"]\n'}, "'design.none' is no check"),
    ],
)
def test_what_is_forgotten_or_nowhere_said_is_told(found, files, words):
    wrong, _ = found(**files)
    assert any(words in each for each in wrong), wrong


def test_a_kata_without_any_list_has_not_begun_with_it(found):
    assert found(listed="")[0] == []


def test_a_page_is_taken_apart_into_sentences_rows_and_code():
    text = (
        "# Title\n\n**Label.** First `a.b` one. Second\none:\n\n- *kind*: this; and\n  that. More\n"
        "1. **Do not.** Ever.\n\n| head | er |\n| --- | --- |\n| a | b |\n\n```python\nx = 1\ny = 2\n```\n"
    )
    assert list(sentences(text)) == [
        "First `a.b` one.",
        "Second one:",
        "*kind*: this; and that.",
        "More",
        "Do not.",
        "Ever.",
        "| a | b |",
        "x = 1 y = 2",
    ]
