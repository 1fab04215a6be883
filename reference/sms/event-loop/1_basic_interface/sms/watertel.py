"""Watertel, whose token is kept in a file so that all our processes share it."""

import asyncio
import json
import tempfile
import time
from pathlib import Path

from sms.api import Api
from sms.errors import Misconfigured


class TokenFile:
    """A token that is good now; logs in when there is none."""

    clock = time.time

    def __init__(self, api: Api, username: str, password: str) -> None:
        self._api = api
        self._credentials = {"username": username, "password": password}
        self._file = Path(tempfile.gettempdir()) / f"{username}.token"
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """A token that has not expired."""
        async with self._lock:
            value, good_until = self._kept()
            return value if self.clock() < good_until else await self._log_in()

    def forget(self) -> None:
        """The next message logs in."""
        self._file.unlink(missing_ok=True)

    def _kept(self) -> tuple[str, float]:
        try:
            value, good_until = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return "", 0.0
        return value, good_until

    async def _log_in(self) -> str:
        asked_at = self.clock()
        value, seconds = await self._api.post("/login", self._credentials, ("accessToken", "expiry"))
        self._file.write_text(json.dumps([value, asked_at + seconds]))
        return value


class Watertel:
    """Sends as its guide says."""

    def __init__(self, api: Api, token: TokenFile) -> None:
        self._api = api
        self._token = token

    async def send(self, phone_number: str, message: str) -> None:
        body = {"phone": phone_number, "message": message, "priority": 1}
        address = {"accessToken": await self._token.get()}
        try:
            await self._api.post("/messages", body, ("messageId",), params=address)
        except Misconfigured:
            self._token.forget()  # perhaps it was made for another account
            raise
