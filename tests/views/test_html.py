from dataclasses import replace

import pytest
from kata.views.formats import named
from kata.views.run import Exhibit, Passage, Run
from pages import Page
from samples import ALL_OUTCOMES, AWKWARD_RUN, PASSED, REGRESSION_ONLY, RUN

EMPTY = Run("Empty", "", ())
ONE = Run("One", "Ada", (Exhibit(ALL_OUTCOMES),))
PASSAGE = Passage("errors", "resending", "Trying again", "Once is *not* enough.\n\n```python\nx = 1\n```\n")
WITH_BOOK = replace(ONE, reading=(PASSAGE,))
every_run = pytest.mark.parametrize(
    "run", [RUN, AWKWARD_RUN, EMPTY, ONE, WITH_BOOK], ids=["run", "awkward", "empty", "one", "with-book"]
)


def page(run: Run) -> Page:
    return Page(named("html").render(run))


@every_run
def test_every_tag_is_closed(run: Run) -> None:
    assert page(run).unclosed == []


@every_run
def test_the_page_runs_nothing_and_loads_nothing(run: Run) -> None:
    read = page(run)
    assert not {"script", "iframe", "object", "embed", "link", "img", "base", "form"} & set(read.tags)
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    assert not [name for _, name, _ in read.attributes if name in ("src", "srcset", "action", "data")]
    assert all(value.startswith("#") for value in read.values("href"))
    assert "default-src 'none'; style-src 'unsafe-inline'" in read.values("content")
    assert "url(" not in named("html").render(run)


@every_run
def test_every_id_is_its_own_and_every_link_arrives(run: Run) -> None:
    read = page(run)
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for value in read.values("href")} <= set(ids)
    assert set(" ".join(read.values("aria-labelledby")).split()) <= set(ids)


@every_run
def test_every_picture_has_words(run: Run) -> None:
    """A picture in a table's row is hidden from readers: the row says the same."""
    told = [(tag, name) for tag, name, value in page(run).attributes if tag == "svg" and value]
    named_or_hidden = [name for _, name in told if name in ("aria-label", "aria-hidden")]
    assert len(named_or_hidden) == page(run).tags["svg"]


@every_run
def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(run: Run) -> None:
    text = named("html").render(run)
    for piece in text.split("<")[1:]:
        head = piece.split(">")[0]
        if 'class="' in head and "scroll" in head.split('class="')[1].split('"')[0].split():
            assert 'tabindex="0"' in head
            assert "aria-label=" in head


def test_strangers_text_stays_text() -> None:
    words = page(AWKWARD_RUN).words
    assert "<script>alert('x')</script>" in words
    assert "{{ 7*7 }}" in words
    assert "\\x1b[2J" in words
    assert "\\u202eevil" in words


def test_a_hundred_kilobytes_do_not_fill_the_page() -> None:
    assert len(named("html").render(AWKWARD_RUN)) < 300_000


def test_the_first_screen_says_what_was_expected_and_seen_and_why() -> None:
    head = named("html").render(Run("k", "", (Exhibit(REGRESSION_ONLY),))).split("</header>")[0]
    assert "Stage 3 works, but a check of stage 1 passed before and fails now" in head
    assert "500 raises the provider-failure kind" in head
    assert "confirm raised KeyError" in head
    assert "A caller must be able to tell kinds of trouble apart." in head


def test_every_check_and_every_stage_is_on_the_page() -> None:
    words = page(RUN).words
    for exhibit in RUN.exhibits:
        assert f"Stage {exhibit.report.stage}" in words or str(exhibit.report.stage) in words
        for check in exhibit.report.checks:
            assert check.id in words


def test_a_finding_stands_at_its_line_in_the_diff() -> None:
    text = named("html").render(RUN)
    start = text.index('aria-label="Changes of mailer/first.py"', text.index('id="stage-2"'))
    diff = text[start : text.index("</details>", start)]
    assert diff.index("in</span>") < diff.index("FirstCarrier.send modified: 1 line")
    assert "open-closed.unmodified" in diff


def test_amendments_show_reason_and_diff() -> None:
    words = page(RUN).words
    assert "Refactoring: The sender made its own connection; it is handed in now." in words
    assert "+    def __init__(self, url, session):" in words
    assert "it changed 1.behaviour.provider-failure" in words


def test_the_sandbox_and_what_it_does_not_guard_are_told_once() -> None:
    words = page(RUN).words
    assert words.count("the code ran behind bubblewrap") == 1
    assert words.count("Not guarded: timing of other processes.") == 1
    assert words.count("Sandbox: bubblewrap") == len([e for e in RUN.exhibits if e.report.sandbox])


def test_a_passed_run_has_no_finding_at_its_top() -> None:
    assert 'class="first"' not in named("html").render(Run("x", "y", (Exhibit(PASSED),)))


def test_time_over_is_told_in_words_too() -> None:
    assert "24:10 of 20:00, 4:10 over" in page(ONE).words


def test_a_finding_links_to_its_part_of_the_book_where_that_is_at_hand() -> None:
    with_book, without = (named("html").render(run) for run in (WITH_BOOK, ONE))
    assert 'Read <a href="#book-errors-resending">Trying again</a>' in with_book
    assert "Once is <em>not</em> enough." in with_book
    assert "From the book" not in without
    assert "Read <code>kata book errors#resending</code>" in without
