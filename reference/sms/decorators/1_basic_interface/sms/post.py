"""JSON over HTTP with nothing but the standard library."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sms.errors import BadMessage, SmsError, Unavailable


class Stay(HTTPRedirectHandler):
    """Takes no answer for an invitation to go elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        return None


class JsonPost:
    """Posts JSON and answers with JSON; waits `timeout` seconds at most for each part of the answer."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._opener = build_opener(Stay)

    def __call__(self, url: str, value: Any, headers: Mapping[str, str] | None = None) -> "Answer":
        headers = {**(headers or {}), "Content-Type": "application/json"}
        return Answer(self._exchange(url, json.dumps(value).encode(), headers))

    def _exchange(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        try:
            request = Request(url, body, headers, method="POST")
            with self._opener.open(request, timeout=self._timeout) as response:
                return response.read()
        except HTTPError as error:
            error.close()
            raise meaning(error.code) from error
        except (OSError, HTTPException) as error:
            raise Unavailable("no answer") from error
        except ValueError as error:
            raise SmsError("this address or header cannot be used") from error


class Answer:
    """What a provider said, read field by field."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __getitem__(self, name: str) -> Any:
        try:
            return json.loads(self._body)[name]
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise Unavailable(f"no {name} in the answer") from error

    def text(self, name: str) -> str:
        """The text in a field."""
        value = self[name]
        if not isinstance(value, str):
            raise Unavailable(f"{name} in the answer is no text")
        return value


def meaning(status: int) -> SmsError:
    """The error that a status stands for."""
    if status == 400:
        return BadMessage("the provider refused the message")
    if status >= 500:
        return Unavailable(f"the provider answered with status {status}")
    return SmsError(f"our set-up seems wrong: the provider answered with status {status}")
