"""A decorator that does something else now and then."""

import random
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def sometimes(
    share: float, instead: Callable[P, R], chance: Callable[[], float] = random.random
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a decorator that calls `instead` for that share (0 to 1) of all calls."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def either(*args: P.args, **kwargs: P.kwargs) -> R:
            if chance() < share:
                return instead(*args, **kwargs)
            return function(*args, **kwargs)

        return either

    return decorate
