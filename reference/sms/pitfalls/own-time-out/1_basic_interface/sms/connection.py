"""Talks to one provider over http.client."""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from sms.errors import ConfigurationError, InputError, ProviderError

CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}
JSON = {"Content-Type": "application/json"}


class Connection:
    """Posts JSON to paths below `url`; opens a connection for each request and closes it again."""

    def __init__(self, url: str, timeout: float) -> None:
        self.url = url
        self.timeout = timeout

    def post(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        """The JSON object that the provider answers with."""
        status, answer = self._exchange(path, json.dumps(body), {**JSON, **headers})
        if 200 <= status <= 299:
            return self._parsed(answer)
        if status == 400:
            raise InputError("the provider does not accept this input", status)
        if status >= 500:
            raise ProviderError("the provider reports trouble of its own", status)
        raise ConfigurationError("the provider does not accept our configuration", status)

    def _exchange(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            parts = urlsplit(self.url)
            connection = CONNECTIONS[parts.scheme](parts.netloc, timeout=10)
            try:
                connection.request("POST", parts.path + path, body, headers)
                response = connection.getresponse()
                return response.status, response.read()
            finally:
                connection.close()
        except (OSError, HTTPException) as error:
            raise ProviderError("the provider does not answer") from error
        except (KeyError, ValueError) as error:
            raise ConfigurationError("the provider's URL or our token cannot be used") from error

    def _parsed(self, answer: bytes) -> dict[str, Any]:
        try:
            parsed = json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise ProviderError("the provider's answer is not JSON") from error
        if not isinstance(parsed, dict):
            raise ProviderError("the provider's answer is not a JSON object")
        return parsed


def require(answer: dict[str, Any], *names: str) -> None:
    """Raises unless each of these fields of the answer is text."""
    missing = [name for name in names if not isinstance(answer.get(name), str)]
    if missing:
        raise ProviderError(f"the provider's answer has no {' and no '.join(missing)}")
