"""JSON over HTTP without blocking: a client for each request, and one deadline for all of it."""

import asyncio
import json
from typing import Any

import httpx

from sms.errors import BadInput, Misconfigured, ProviderFailure


class Api:
    """One provider's address."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._url = url
        self._timeout_seconds = timeout_seconds

    async def post(
        self, path: str, body: dict[str, Any], needs: tuple[str, ...], **options: Any
    ) -> list[Any]:
        """The fields of the answer that are needed, in their order."""
        try:
            answer = await asyncio.wait_for(self._sent(path, body, options), self._timeout_seconds)
        except (TimeoutError, httpx.HTTPError) as error:
            raise ProviderFailure("the provider does not answer") from error
        if answer.status_code == 400:
            raise BadInput("the provider refused the message")
        if 300 <= answer.status_code < 500:
            raise Misconfigured(f"the provider answered {answer.status_code}")
        if not answer.is_success:
            raise ProviderFailure(f"the provider answered {answer.status_code}")
        try:
            fields = json.loads(answer.content)
            return [fields[name] for name in needs]
        except (ValueError, TypeError, KeyError) as error:
            raise ProviderFailure("the provider's answer makes no sense") from error

    async def _sent(self, path: str, body: dict[str, Any], options: dict[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self._url, timeout=None, trust_env=False) as client:
            return await client.post(path, json=body, **options)
