"""The EPUB by the rules of EPUB 3.3 that can be held without a reader: container, package, navigation, XHTML."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest
from kata.content.book import Book
from kata.views.book.epub import render_epub
from kata.views.book.shelf import Shelf
from msgspec.structs import replace

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
EPUB = "{http://www.idpf.org/2007/ops}"


@pytest.fixture(scope="module")
def archive(whole: Book) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(render_epub(Shelf.of_mentor(whole))))


@pytest.fixture(scope="module")
def package(archive: zipfile.ZipFile) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read("EPUB/package.opf"))


def test_the_mimetype_comes_first_and_is_not_compressed(archive: zipfile.ZipFile) -> None:
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"


def test_the_container_names_the_package(archive: zipfile.ZipFile) -> None:
    container = ElementTree.fromstring(archive.read("META-INF/container.xml"))
    (file,) = container.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile")
    assert file.attrib == {"full-path": "EPUB/package.opf", "media-type": "application/oebps-package+xml"}


def test_the_package_has_what_a_package_must_have(package: ElementTree.Element) -> None:
    assert package.attrib["version"] == "3.0"
    identifier = package.find(f".//{DC}identifier")
    assert identifier is not None
    assert identifier.attrib["id"] == package.attrib["unique-identifier"]
    assert (identifier.text or "").startswith("urn:uuid:")
    for name in ("title", "language", "rights"):
        assert package.findtext(f".//{DC}{name}")
    modified = [
        meta.text for meta in package.iter(f"{OPF}meta") if meta.get("property") == "dcterms:modified"
    ]
    assert modified == ["2026-11-22T00:00:00Z"]


def test_the_manifest_lists_every_file_once(archive: zipfile.ZipFile, package: ElementTree.Element) -> None:
    listed = [item.attrib["href"] for item in package.iter(f"{OPF}item")]
    there = [name.removeprefix("EPUB/") for name in archive.namelist() if name.startswith("EPUB/")]
    assert sorted(listed) == sorted(set(there) - {"package.opf"})
    ids = [item.attrib["id"] for item in package.iter(f"{OPF}item")]
    assert len(ids) == len(set(ids))
    read = [item.attrib["idref"] for item in package.iter(f"{OPF}itemref")]
    assert set(read) <= set(ids)
    assert len(read) == 7


def test_pages_with_pictures_say_so(archive: zipfile.ZipFile, package: ElementTree.Element) -> None:
    for item in package.iter(f"{OPF}item"):
        if item.attrib["media-type"] == "application/xhtml+xml":
            page = ElementTree.fromstring(archive.read(f"EPUB/{item.attrib['href']}"))
            assert (page.find(f".//{SVG}svg") is not None) == (item.get("properties") == "svg")


def test_the_navigation_leads_to_places_that_exist(archive: zipfile.ZipFile) -> None:
    page = ElementTree.fromstring(archive.read("EPUB/nav.xhtml"))
    (toc,) = [nav for nav in page.iter(f"{XHTML}nav") if nav.get(f"{EPUB}type") == "toc"]
    links = [link.attrib["href"] for link in toc.iter(f"{XHTML}a")]
    assert len(links) > 30
    for link in links:
        file, _, anchor = link.partition("#")
        target = ElementTree.fromstring(archive.read(f"EPUB/{file}"))
        ids = [element.get("id") for element in target.iter()]
        assert len(ids) == len({each for each in ids if each}) + ids.count(None)
        assert not anchor or anchor in ids


def test_a_list_of_the_contents_is_never_empty(whole: Book) -> None:
    bare = replace(whole, chapters=(replace(whole.chapters[0], sections=()),))
    archive = zipfile.ZipFile(io.BytesIO(render_epub(Shelf.of_mentor(bare))))
    page = ElementTree.fromstring(archive.read("EPUB/nav.xhtml"))
    assert all(len(element) for element in page.iter(f"{XHTML}ol"))


def test_the_same_book_makes_the_same_file(whole: Book) -> None:
    assert render_epub(Shelf.of_mentor(whole)) == render_epub(Shelf.of_mentor(whole))
    assert render_epub(Shelf(whole, closed=1, revealed=2)) != render_epub(Shelf.of_mentor(whole))
