"""Delivers with patience."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sms.message import Deliver, Message
from sms.trouble import NotDelivered

LONGEST_PAUSE = 4


@dataclass(frozen=True)
class Patient:
    """Delivers again after each of the `pauses`, in seconds, when a message was not delivered."""

    deliver: Deliver
    pauses: tuple[float, ...]
    sleep: Callable[[float], object] = time.sleep

    def __call__(self, message: Message) -> None:
        trouble = None
        for pause in (*self.pauses, LONGEST_PAUSE):
            try:
                return self.deliver(message)
            except NotDelivered as error:
                trouble = error
                self.sleep(pause)
        raise trouble
