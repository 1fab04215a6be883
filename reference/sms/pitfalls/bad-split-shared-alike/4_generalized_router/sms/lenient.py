"""Makes a router of any table."""

import logging
from collections.abc import Sequence

from sms.provider import Provider
from sms.router import Router


def make_router(chances: Sequence[tuple[Provider, float]]) -> Router:
    """A router with these chances, or with equal ones where these make no sense."""
    try:
        return Router(chances)
    except (TypeError, ValueError):
        logging.getLogger(__name__).warning("chances that make no sense were replaced by equal ones")
        return Router([(provider, 100 / len(chances)) for provider, _ in chances])
