"""The sender for Milio, with all that it needs."""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from sms.connection import require
from sms.errors import ConfigurationError, InputError, ProviderError

CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}
JSON = {"Content-Type": "application/json"}


class MilioLine:
    """Posts JSON to Milio."""

    def __init__(self, address: str, patience: float) -> None:
        self.address = address
        self.patience = patience

    def post(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        """The JSON object that Milio answers with."""
        status, answer = self._exchange(path, json.dumps(body), {**JSON, **headers})
        if 200 <= status <= 299:
            return self._parsed(answer)
        if status == 400:
            raise InputError("Milio does not accept this input", status)
        if status >= 500:
            raise ProviderError("Milio reports trouble of its own", status)
        raise ConfigurationError("Milio does not accept our configuration", status)

    def _exchange(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            parts = urlsplit(self.address)
            connection = CONNECTIONS[parts.scheme](parts.netloc, timeout=self.patience)
            try:
                connection.request("POST", parts.path + path, body, headers)
                response = connection.getresponse()
                return response.status, response.read()
            finally:
                connection.close()
        except (OSError, HTTPException) as error:
            raise ProviderError("Milio does not answer") from error
        except (KeyError, ValueError) as error:
            raise ConfigurationError("Milio's URL or our token cannot be used") from error

    def _parsed(self, answer: bytes) -> dict[str, Any]:
        try:
            parsed = json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise ProviderError("Milio's answer is not JSON") from error
        if not isinstance(parsed, dict):
            raise ProviderError("Milio's answer is not a JSON object")
        return parsed


class MilioSender:
    """Sends through Milio."""

    def __init__(self, line: MilioLine, access_token: str) -> None:
        self.line = line
        self.access = {"X-Access-Token": access_token}

    def send_sms(self, phone_number: str, message: str) -> None:
        answer = self.line.post("/v1/messages", {"to": phone_number, "text": message}, **self.access)
        require(answer, "id", "status")
