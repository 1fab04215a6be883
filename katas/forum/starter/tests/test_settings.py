"""Your own tests. Write, change and delete them as you like; run them with `python -m pytest`."""

import settings


def test_titles_are_shorter_than_texts() -> None:
    assert 0 < settings.TITLE_LIMIT < settings.TEXT_LIMIT
