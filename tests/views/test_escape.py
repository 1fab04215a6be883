import itertools
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kata.views import escape

any_text = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(max_examples=60, database=None, deadline=None)
@given(any_text)
def test_shown_text_holds_no_character_that_moves_or_hides(text: str) -> None:
    for character in escape.visible(text):
        assert character in "\n\t\u200c\u200d" or unicodedata.category(character) not in (
            "Cc",
            "Cf",
            "Cs",
            "Zl",
            "Zp",
        )


@settings(max_examples=60, database=None, deadline=None)
@given(any_text)
def test_one_line_is_one_line(text: str) -> None:
    assert len(escape.one_line(text).splitlines()) <= 1


def test_an_escape_sequence_is_written_out() -> None:
    assert escape.visible("\x1b[2J") == "\\x1b[2J"


def test_a_turn_of_reading_direction_is_written_out() -> None:
    assert escape.visible("a\u202eb") == "a\\u202eb"


def test_a_family_of_emoji_stays_whole() -> None:
    assert escape.visible("👩‍👩‍👧") == "👩‍👩‍👧"


def test_long_text_says_how_much_is_left_out() -> None:
    assert escape.visible("x" * 100, 10) == "x" * 10 + " … (90 more characters)"


def test_windows_line_ends_are_line_ends() -> None:
    assert escape.visible("a\r\nb\rc") == "a\nb\\rc"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "|cmd"])
def test_a_formula_becomes_text_in_a_spreadsheet(text: str) -> None:
    assert escape.csv_cell(text).startswith("'")


@pytest.mark.parametrize("between", [";", "\t", "\n", "\r\n"])
@pytest.mark.parametrize("sign", "=+-@|\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212")
def test_no_part_of_a_cell_is_a_formula(between: str, sign: str) -> None:
    for blank, before in itertools.product(
        ("", " ", "\u00a0", "\u3000", "\u200d"), ("", "a", "a;b", ";", "'x")
    ):
        cell = escape.csv_cell(f"{before}{between}{blank}{sign}1+1")
        assert cell.startswith("'")
        for part in re.split("[;\t\n]", cell):
            assert not part.strip(" \u00a0\u3000\u200d").startswith(sign), cell


def test_plain_words_are_left_alone_in_a_spreadsheet() -> None:
    for text in ("a = b", "", "a; b", "x-1; y", "don't"):
        assert escape.csv_cell(text) == text


def test_a_github_command_cannot_be_forged() -> None:
    assert escape.github_message("a\n::error::b%") == "a%0A::error::b%25"
    assert escape.github_property("a,b:c") == "a%2Cb%3Ac"


def test_markdown_shows_the_text_and_means_nothing() -> None:
    assert escape.markdown("<b> [a](http://x) | @all") == r"&lt;b\> \[a\]\(http&#58;//x\) \| &#64;all"


def test_a_code_block_outlasts_the_fences_inside() -> None:
    assert escape.fenced("```\nout", "python") == "````python\n```\nout\n````"


def test_a_lone_surrogate_is_written_out_and_nothing_else() -> None:
    assert escape.without_surrogates("a\udcff\x1b漢") == "a\\xff\x1b漢"
