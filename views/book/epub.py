"""The book as an EPUB 3: a zip of XHTML pages, the same for the same book to the byte.

By EPUB 3.3 (https://www.w3.org/TR/epub-33/): `mimetype` first and stored, a container that names the
package, a package that lists every file, and a navigation page.
"""

from __future__ import annotations

import io
import uuid
import zipfile

from .page import environment, shown
from .prose import prose
from .shelf import Shelf

MIMETYPE = "application/epub+zip"
FOLDER = "EPUB"
LONG_AGO = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the first moment that a zip can tell; the book's own date is in its package
CONTAINER = f"""<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="{FOLDER}/package.opf" media-type="application/oebps-package+xml" /></rootfiles>
</container>
"""


def render_epub(shelf: Shelf) -> bytes:
    """All that is open, as the bytes of an `.epub` file."""
    templates = environment()

    def page(template: str, **values: object) -> str:
        return templates.get_template(template).render(**values)

    book = shelf.open
    chapters = shown(book)
    pages = {f"{chapter.id}.xhtml": page("chapter.xhtml", chapter=chapter) for chapter in chapters}
    drawn = [(chapter, "<svg" in pages[f"{chapter.id}.xhtml"]) for chapter in chapters]
    files = {
        "META-INF/container.xml": CONTAINER,
        f"{FOLDER}/package.opf": page(
            "package.opf", book=book, identifier=_identifier(shelf), chapters=drawn
        ),
        f"{FOLDER}/nav.xhtml": page("nav.xhtml", book=book, chapters=chapters, credit=prose(book.credit, {})),
        f"{FOLDER}/book.css": page("page.css") + page("book.css"),
        **{f"{FOLDER}/{name}": text for name, text in pages.items()},
    }
    return _zipped(files)


def _identifier(shelf: Shelf) -> str:
    """The same for each making of one edition; a part of the book is an edition of its own."""
    chapters = ",".join(f"{chapter.id}:{len(chapter.sections)}" for chapter in shelf.open.chapters)
    name = f"{shelf.whole.title}/{shelf.whole.revised}/{chapters}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _zipped(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", LONG_AGO), MIMETYPE, zipfile.ZIP_STORED)
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, LONG_AGO), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()
