"""Delivers with patience."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sms.message import Deliver, Message
from sms.trouble import NotDelivered


@dataclass(frozen=True)
class Patient:
    """Delivers again after each of the `pauses`, in seconds, when a message was not delivered."""

    deliver: Deliver
    pauses: tuple[float, ...]
    sleep: Callable[[float], object] = time.sleep

    def __call__(self, message: Message) -> None:
        message = Message(message.phone_number, " ".join(message.text.split()))
        pauses = list(self.pauses)
        while True:
            try:
                self.deliver(message)
                break
            except NotDelivered:
                if not pauses:
                    raise
                self.sleep(pauses.pop(0))
