"""One postman for every provider: what differs is the letter."""

from typing import Any, Protocol

from sms.gateway import Gateway
from sms.pass_office import PassOffice
from sms.provider import Provider


class Letter(Protocol):
    """What a request of one provider looks like."""

    def __call__(self, receiver: str, words: str) -> dict[str, Any]: ...


class Postman(Provider):
    """Posts letters to one address."""

    def __init__(self, address: str, receipt: list[str], letter: Letter, gateway: Gateway) -> None:
        self._address = address
        self._receipt = dict.fromkeys(receipt, (str,))
        self._letter = letter
        self._gateway = gateway

    def send_sms(self, phone_number: str, message: str) -> None:
        self._gateway.post(self._address, self._receipt, **self._letter(phone_number, message))


class WatertelLetter:
    def __init__(self, tokens: PassOffice) -> None:
        self._tokens = tokens

    def __call__(self, receiver: str, words: str) -> dict[str, Any]:
        letter = dict(phone=receiver, message=words, priority=1)
        return dict(params=dict(accessToken=self._tokens.token()), json=letter)


class MilioLetter:
    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, receiver: str, words: str) -> dict[str, Any]:
        return dict(headers={"X-Access-Token": self._key}, json=dict(to=receiver, text=words))
