"""A message: a value that cannot exist unless it can be sent."""

from collections.abc import Callable
from dataclasses import dataclass
from string import digits

from sms.trouble import NotSendable

PHONE_DIGITS = 10
MOST_CHARACTERS = 160


@dataclass(frozen=True)
class Message:
    """A text for a receiver. Making one checks both, and strips the phone number."""

    phone_number: str
    text: str

    def __post_init__(self) -> None:
        if not isinstance(self.phone_number, str) or not isinstance(self.text, str):
            raise NotSendable("a message has a phone number and a text")
        object.__setattr__(self, "phone_number", self.phone_number.strip())
        if len(self.phone_number) != PHONE_DIGITS or self.phone_number.strip(digits):
            raise NotSendable(f"a phone number is {PHONE_DIGITS} digits")
        if not self.text or len(self.text) > MOST_CHARACTERS:
            raise NotSendable(f"a text is 1 to {MOST_CHARACTERS} characters long")


Deliver = Callable[[Message], None]
"""What clients call, and what everything here is that delivers."""
