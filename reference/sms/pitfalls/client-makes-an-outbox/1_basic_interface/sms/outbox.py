"""`outbox << (phone_number, message)` sends."""

from sms.sender import Sender


class Outbox:
    """Passes on what it is handed to `sender`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def __lshift__(self, addressed: tuple[str, str]) -> None:
        self._sender.send_sms(*addressed)
