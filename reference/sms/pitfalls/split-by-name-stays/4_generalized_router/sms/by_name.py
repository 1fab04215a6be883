"""One of two providers for each message."""


class ByName:
    """Four messages of five go to Watertel, the fifth to Milio."""

    def __init__(self, watertel, milio):
        self._watertel, self._milio = watertel, milio
        self._sent = 0

    def send_sms(self, phone_number, message):
        self._sent += 1
        provider = self._milio if self._sent % 5 == 0 else self._watertel
        provider.send_sms(phone_number, message)
