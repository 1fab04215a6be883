"""The built-in book, whole and as trainees see it."""

from __future__ import annotations

import pytest
from kata.content.book import Book
from kata.content.pack import built_in


@pytest.fixture(scope="session")
def whole() -> Book:
    """The built-in book."""
    return built_in().book()
