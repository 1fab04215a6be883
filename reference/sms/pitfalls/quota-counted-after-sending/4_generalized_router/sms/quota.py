"""Gives each message to whoever is furthest behind its quota."""

import math
from collections.abc import Iterable

from sms.doorman import TextMessages


class Quota:
    """A sender, its part of a hundred, and how many messages it has had."""

    def __init__(self, sender: TextMessages, part: float) -> None:
        self.sender = sender
        self.part = part
        self.had = 0

    def due(self) -> float:
        """When it is this one's turn next, in hundreds of messages of all."""
        return (self.had + 0.5) / self.part


class QuotaRouter:
    """Sends through the one that is due first."""

    def __init__(self, quotas: Iterable[Quota]) -> None:
        self._quotas = list(quotas)

    def send_sms(self, phone_number: str, message: str) -> None:
        quota = min(self._quotas, key=Quota.due)
        quota.sender.send_sms(phone_number, message)
        quota.had += 1


def make_router(percentages: Iterable[tuple[TextMessages, float]]) -> QuotaRouter:
    """A sender that shares its messages out among senders; their percentages make up 100."""
    quotas = [Quota(sender, percentage) for sender, percentage in percentages]
    parts = [quota.part for quota in quotas]
    if any(part < 0 or part > 100 for part in parts):
        raise ValueError("a percentage is less than 0 or more than 100")
    if not math.isclose(math.fsum(parts), 100, rel_tol=0, abs_tol=1e-6):
        raise ValueError("the percentages do not make up 100")
    return QuotaRouter(quota for quota in quotas if quota.part)
