"""One provider's address, and what its answers mean."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from sms.problems import Failed, Misused, NoAnswerInTime, Unacceptable


class Endpoint:
    """Posts to one provider."""

    def __init__(self, http: httpx.Client, url: str) -> None:
        self._http = http
        self._url = url

    def post(self, path: str, body: Mapping[str, Any], **options: Any) -> "Fields":
        """The fields of the answer; `options` are those of httpx."""
        try:
            response = self._http.post(self._url + path, json=dict(body), follow_redirects=False, **options)
        except httpx.TimeoutException as error:
            raise NoAnswerInTime("the provider is silent") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            raise Misused("the provider's address or a header is malformed") from error
        except httpx.HTTPError as error:
            raise Failed("the provider is out of reach") from error
        if not response.is_success:
            raise self._problem(response)
        return Fields(response)

    @staticmethod
    def _problem(response: httpx.Response) -> Unacceptable | Misused | Failed:
        if response.status_code in (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE):
            return Failed(f"the provider has a problem: {response.status_code}")
        if response.status_code == HTTPStatus.BAD_REQUEST:
            return Unacceptable("the provider does not accept the message")
        return Misused(f"the provider does not accept us: {response.status_code}")


class Fields:
    """The fields of an answer, each looked at before it is given out."""

    def __init__(self, response: httpx.Response) -> None:
        try:
            self._fields = response.json()
        except (ValueError, RecursionError) as error:
            raise Failed("the provider talks gibberish") from error

    def take(self, name: str, *kinds: type) -> Any:
        """The value of a field, of one of these kinds."""
        value = self._fields.get(name) if isinstance(self._fields, dict) else None
        if not isinstance(value, kinds):
            raise Failed(f"the provider's answer has no {name} that makes sense")
        return value
