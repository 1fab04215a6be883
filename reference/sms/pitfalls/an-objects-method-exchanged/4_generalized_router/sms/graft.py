"""Puts a router in the place of one of its providers."""

from sms.retry import retried
from sms.split import Provider, make_router
from sms.watertel import Watertel


class Plain:
    """The provider as it was."""

    def __init__(self, provider: Watertel) -> None:
        self.send_sms = provider.send_sms


def grafted(watertel: Watertel, other: Provider) -> Watertel:
    """The same object, whose messages are shared with the other from now on."""
    watertel.send_sms = make_router([(Plain(watertel), 80), (other, 20)]).send_sms
    return watertel
