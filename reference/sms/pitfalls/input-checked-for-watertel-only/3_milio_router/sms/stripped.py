"""Takes the white space from around a phone number."""

from sms.sender import Sender


class Stripped:
    """Passes on the bare phone number, when it is one."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send_sms(self, phone_number: str, message: str) -> None:
        self._sender.send_sms(str(phone_number).strip(), message)
