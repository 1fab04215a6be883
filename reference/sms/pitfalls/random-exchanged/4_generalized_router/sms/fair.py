"""Makes routers that draw from the system's own source of chance."""

import random
from collections.abc import Iterable

from sms.provider import Provider
from sms.router import Router


def make_router(chances: Iterable[tuple[Provider, float]]) -> Router:
    """A router of these providers."""
    random.Random = random.SystemRandom
    return Router(chances)
