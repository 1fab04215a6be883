"""Sends again while the provider fails."""

import time
from collections.abc import Callable

from sms.kinds import Send
from sms.trouble import ProviderFailure


def resending(
    send: Send, waits: tuple[float, ...] = (0.1, 2, 4), sleep: Callable[[float], object] = time.sleep
) -> Send:
    """A `send` that is tried again after each of the waits, in seconds."""
    if not waits:
        return send
    first, *rest = waits
    send_later = resending(send, tuple(rest), sleep)

    def send_again(phone_number: str, message: str) -> None:
        try:
            return send(phone_number, message)
        except ProviderFailure:
            sleep(first)
        return send_later(phone_number, message)

    return send_again
