"""Milio's way of sending."""

from sms.post import JsonPost

RECEIPT = ("id", "status")  # what Milio's answer holds when it took the message


class Milio:
    """Sends through Milio, with the one token that we have."""

    def __init__(self, url: str, access_token: str, post: JsonPost) -> None:
        self._url = url
        self._access = {"X-Access-Token": access_token}
        self._post = post

    def send_sms(self, phone_number: str, message: str) -> None:
        answer = self._post(f"{self._url}/v1/messages", {"to": phone_number, "text": message}, self._access)
        for name in RECEIPT:
            answer.text(name)
