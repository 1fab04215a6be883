"""A decorator that does not give up at once."""

import time
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import ParamSpec, TypeVar

from sms.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")


def retried(
    *pauses: float, sleep: Callable[[float], object] = time.sleep
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a decorator that calls again after each pause, in seconds, while a provider is unavailable."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
            remaining = chain(pauses)
            while True:
                try:
                    return function(*args, **kwargs)
                except Unavailable:
                    pause = next(remaining, None)
                sleep(pause)

        return attempt

    return decorate
