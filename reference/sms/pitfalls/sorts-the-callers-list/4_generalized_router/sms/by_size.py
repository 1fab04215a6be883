"""Makes routers whose greatest share is tried first."""

from sms.provider import Provider
from sms.router import Router


def make_router(chances: list[tuple[Provider, float]]) -> Router:
    """A router of these providers: the likely ones are drawn with the fewest steps."""
    chances.sort(key=lambda pair: pair[1], reverse=True)
    return Router(chances)
