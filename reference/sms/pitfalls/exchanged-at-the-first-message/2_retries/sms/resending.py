"""Makes a sender patient when it is first used."""

import time
from functools import partial

from sms.errors import ProviderFailure

WAITS = (0, 2, 4)


def patient(send_once):
    """`send_once`, tried again after each of the waits."""

    def send_sms(self, phone_number, message):
        for wait in WAITS:
            try:
                return send_once(self, phone_number, message)
            except ProviderFailure:
                time.sleep(wait)
        return send_once(self, phone_number, message)

    return send_sms


class ResendingSender:
    """Hands on to `sender`, whose class it makes patient at the first message."""

    def __init__(self, sender):
        self._sender = sender
        self._ready = False

    def send_sms(self, phone_number, message):
        if not self._ready:
            self._ready = True
            kind = type(self._sender)
            partial(setattr, kind, "send_sms")(patient(kind.send_sms))
        self._sender.send_sms(phone_number, message)
