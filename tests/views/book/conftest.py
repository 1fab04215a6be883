"""The built-in book, whole and as trainees see it."""

from __future__ import annotations

import pytest
from kata.content.book import Book
from kata.content.pack import built_in


@pytest.fixture(scope="session")
def whole() -> Book:
    """The chapters of the SMS kata."""
    pack = built_in()
    return pack.book().of(pack.kata("sms").chapters)
