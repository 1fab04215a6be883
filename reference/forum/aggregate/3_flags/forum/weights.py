"""Votes that weigh."""

import math
from collections.abc import Callable, Mapping


class Weighted:
    """A score: the sum of the weights of the votes, rounded toward zero."""

    def __init__(self, weight: Callable[[str, str], float]) -> None:
        self._weight = weight

    def __call__(self, votes: Mapping[str, str]) -> int:
        return math.trunc(sum(self._weight(person, reaction) for person, reaction in votes.items()))
