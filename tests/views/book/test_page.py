from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from kata.base.errors import StateError
from kata.content.book import Book, Chapter, Section
from kata.views.book.page import render_page
from kata.views.book.prose import prose
from kata.views.book.shelf import Shelf


@pytest.fixture(scope="module")
def page(whole: Book) -> str:
    return render_page(Shelf.of_mentor(whole))


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(page: str) -> None:
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_every_link_leads_to_a_place_in_the_page(page: str) -> None:
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(links) <= set(places)
    assert "error-handling--retries" in links


def test_the_page_is_well_formed(page: str) -> None:
    body = page[page.index("<body") : page.index("</html>")]
    assert ElementTree.fromstring(body).tag == "body"


def test_pictures_are_drawn_with_their_words(page: str, whole: Book) -> None:
    assert page.count('role="img"') == 4
    assert "CheckedSender → ResendingSender → Watertel" in page
    assert "objects:" not in page


def test_code_is_highlighted_and_can_be_reached_by_keyboard(page: str) -> None:
    assert '<span class="k">class</span>' in page
    assert page.count("<pre ") == page.count('<pre class="code scroll" tabindex="0"')


def test_a_trainees_page_holds_what_is_open(whole: Book) -> None:
    page = render_page(Shelf(whole, closed=1, revealed=2))
    assert "Three kinds" in page
    assert "Trying again" not in page
    assert "3 more chapters and 3 more sections will open" in page


def test_without_an_open_chapter_there_is_no_page(whole: Book) -> None:
    with pytest.raises(StateError, match="the first opens when stage 1 is closed"):
        render_page(Shelf(whole, closed=0, revealed=1))


def test_html_in_a_chapter_is_text() -> None:
    assert prose("<script>alert(1)</script> & so on", {}) == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on</p>\n"
    )
    assert "<b>" not in prose("```\n<b>\n```", {})


def test_a_title_is_escaped() -> None:
    part = Section("a", "<b> & c", 1, "Text.")
    book = Book("<i>", "", "", "", (Chapter("x", "<u>", 1, "", (part,), ""),))
    page = render_page(Shelf.of_mentor(book))
    assert "&lt;b&gt; &amp; c" in page
    assert not re.search("<[biu]>", page)
