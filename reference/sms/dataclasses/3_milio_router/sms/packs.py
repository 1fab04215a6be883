"""Deals messages out like cards."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from sms.message import Deliver, Message


@dataclass
class Packs:
    """Uses up a shuffled pack of ways to deliver, then shuffles it again."""

    ways: list[Deliver]
    shuffle: Callable[[list[Deliver]], None] = random.shuffle
    rest: list[Deliver] = field(default_factory=list)

    def __call__(self, message: Message) -> None:
        if not self.rest:
            self.rest = list(self.ways)
            self.shuffle(self.rest)
        deliver = self.rest.pop()
        deliver(message)
