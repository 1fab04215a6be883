"""Keeps what a login gives."""

import time
from collections.abc import Callable

GOOD_PART = 0.99  # of a token's life: a message needs a moment to arrive


def kept(
    login: Callable[[], tuple[str, float]], clock: Callable[[], float] = time.monotonic
) -> Callable[[], str]:
    """A function that gives a good token, and logs in when there is none."""
    token, lifetime, since = "", 0.0, 0.0

    def current() -> str:
        nonlocal token, lifetime, since
        now = clock()
        if not (now - since) / GOOD_PART < lifetime:
            token, lifetime = login()
            since = now
        return token

    return current
