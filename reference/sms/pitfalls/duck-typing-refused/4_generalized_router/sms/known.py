"""Makes routers for providers that are known to be some."""

from collections.abc import Iterable

from sms.provider import Provider
from sms.router import Router


def make_router(chances: Iterable[tuple[Provider, float]]) -> Router:
    """A router of heirs of `Provider`."""
    kept = list(chances)
    for provider, _ in kept:
        if not isinstance(provider, Provider):
            raise ValueError(f"{provider!r} is no provider")
    return Router(kept)
