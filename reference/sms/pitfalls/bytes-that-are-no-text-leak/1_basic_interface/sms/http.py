"""Posts JSON with httpx, and speaks of trouble in our own words."""

import json
from typing import Any

import httpx

from sms.kinds import Post
from sms.trouble import BadInput, ProviderFailure, WrongSetup


def poster(timeout: float) -> Post:
    """A function that posts, and waits `timeout` seconds at most for each part of an answer."""
    client = httpx.Client(timeout=timeout, follow_redirects=False)

    def post(url: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        try:
            response = client.post(url, json=body, **more)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            raise WrongSetup("the address cannot be used") from error
        except httpx.HTTPError as error:
            raise ProviderFailure("there was no answer") from error
        refuse_trouble(response.status_code)
        return fields_of(response)

    return post


def refuse_trouble(status: int) -> None:
    """Raises what a status means, unless it means success."""
    if status == 400:
        raise BadInput("the provider refused the input")
    if status >= 500:
        raise ProviderFailure(f"the provider answered with {status}")
    if not 200 <= status < 300:
        raise WrongSetup(f"the provider answered with {status}")


def fields_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object in the answer."""
    try:
        fields = response.json()
    except (json.JSONDecodeError, RecursionError) as error:
        raise ProviderFailure("the answer is no JSON") from error
    if not isinstance(fields, dict):
        raise ProviderFailure("the answer is no JSON object")
    return fields


def field(fields: dict[str, Any], name: str, kind: type | tuple[type, ...] = str) -> Any:
    """One field of an answer, which must be there and of the right kind."""
    if not isinstance(fields.get(name), kind):
        raise ProviderFailure(f"the answer lacks {name}")
    return fields[name]
