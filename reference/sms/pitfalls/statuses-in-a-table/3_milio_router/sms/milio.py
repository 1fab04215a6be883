"""Milio's wire: see docs/milio.md."""

import requests

from sms.errors import BadInput, Misconfigured, ProviderFailure

KINDS = {400: BadInput}
BY_FIRST_DIGIT = {2: None, 3: Misconfigured, 4: Misconfigured, 5: ProviderFailure}


class Milio:
    """Sends messages through Milio."""

    def __init__(self, url: str, access_token: str, timeout: float) -> None:
        self._address = f"{url}/v1/messages"
        self._headers = {"X-Access-Token": access_token}
        self._timeout = timeout

    def send_sms(self, phone_number: str, message: str) -> None:
        letter = {"to": phone_number, "text": message}
        try:
            answer = requests.post(
                self._address, headers=self._headers, allow_redirects=False, timeout=self._timeout, json=letter
            )
            status = answer.status_code
            kind = KINDS.get(status, BY_FIRST_DIGIT.get(status // 100, ProviderFailure))
            if kind is not None:
                raise kind(f"Milio answered with {status}")
            answer.json()["id"], answer.json()["status"]
        except (requests.RequestException, LookupError, TypeError) as trouble:
            raise ProviderFailure("Milio gave no answer that makes sense") from trouble
