"""Milio, whose token never expires."""

from sms.api import Api


class Milio:
    """Sends as its guide says."""

    def __init__(self, api: Api, token: str) -> None:
        self._api = api
        self._headers = {"X-Access-Token": token}

    async def send(self, phone_number: str, message: str) -> None:
        body = {"to": phone_number, "text": message}
        await self._api.post("/v1/messages", body, ("id",), headers=self._headers)
