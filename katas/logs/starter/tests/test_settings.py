"""Your own tests. Write, change and delete them as you like; run them with `python -m pytest`."""

import settings


def test_no_request_waits_for_ever() -> None:
    assert settings.HTTP_TIMEOUT_SECONDS > 0
