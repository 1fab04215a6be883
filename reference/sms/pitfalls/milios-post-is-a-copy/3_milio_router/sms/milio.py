"""Milio, as docs/milio.md describes it."""

from typing import Any

import httpx

from sms.http import field, fields_of, refuse_trouble
from sms.kinds import Post, Send
from sms.trouble import ProviderFailure, WrongSetup


def milio_poster(seconds: float, access_token: str) -> Post:
    """A function that posts to Milio."""
    session = httpx.Client(timeout=seconds, follow_redirects=False, headers={"X-Access-Token": access_token})

    def post_to_milio(address: str, fields: dict[str, Any], **options: Any) -> dict[str, Any]:
        try:
            answer = session.post(address, json=fields, **options)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as problem:
            raise WrongSetup("Milio's address cannot be used") from problem
        except httpx.HTTPError as problem:
            raise ProviderFailure("Milio did not answer") from problem
        refuse_trouble(answer.status_code)
        return fields_of(answer)

    return post_to_milio


def milio(post: Post, url: str) -> Send:
    """A function that sends through Milio."""

    def send_by_header(phone_number: str, message: str) -> None:
        answer = post(f"{url}/v1/messages", {"to": phone_number, "text": message})
        for name in ("id", "status"):
            field(answer, name)

    return send_by_header
