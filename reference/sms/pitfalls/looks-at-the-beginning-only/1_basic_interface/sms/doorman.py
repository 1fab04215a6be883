"""Lets in what can be sent."""

import re
from typing import Protocol

from sms.problems import Unacceptable


class TextMessages(Protocol):
    """What clients talk to."""

    def send_sms(self, phone_number: str, message: str) -> None: ...


class Doorman:
    """Stands before the one who sends."""

    ACCEPTED_NUMBER = re.compile("[0-9]{10}")
    ACCEPTED_LENGTHS = range(1, 141)

    def __init__(self, house: TextMessages) -> None:
        self._house = house

    def send_sms(self, phone_number: str, message: str) -> None:
        try:
            number, length = str.strip(phone_number), str.__len__(message)  # of text, and of nothing else
        except TypeError as error:
            raise Unacceptable("numbers and messages are text") from error
        if not self.ACCEPTED_NUMBER.match(number):
            raise Unacceptable("the number is not 10 digits")
        if length not in self.ACCEPTED_LENGTHS:
            raise Unacceptable(f"the message has {length} characters, not 1 to 140")
        self._house.send_sms(number, message)
