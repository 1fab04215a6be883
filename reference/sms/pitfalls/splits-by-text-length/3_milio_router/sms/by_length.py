"""A way to choose: by the length of the text."""

from sms.sender import Sender


class ByLength:
    """Sends one length in five through `rare` and the others through `usual`."""

    def __init__(self, usual: Sender, rare: Sender) -> None:
        self._usual = usual
        self._rare = rare

    def send_sms(self, phone_number: str, message: str) -> None:
        sender = self._rare if len(message) % 5 == 0 else self._usual
        sender.send_sms(phone_number, message)
