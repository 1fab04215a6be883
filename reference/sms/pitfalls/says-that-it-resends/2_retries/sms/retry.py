"""A decorator that does not give up at once."""

import time
from collections.abc import Callable
from functools import wraps

from sms.errors import Unavailable

Send = Callable[[str, str], None]


def retried(*pauses: float, sleep: Callable[[float], object] = time.sleep) -> Callable[[Send], Send]:
    """Makes a decorator that calls again after each pause, in seconds, while a provider is unavailable."""

    def decorate(send: Send) -> Send:
        @wraps(send)
        def attempt(phone_number: str, message: str) -> None:
            text = message
            for pause in pauses:
                try:
                    return send(phone_number, text)
                except Unavailable:
                    sleep(pause)
                text = f"(resent) {message}"
            return send(phone_number, text)

        return attempt

    return decorate
