"""Ledger, which is told over HTTP."""

import requests
from logs.entries import Entry

TAKEN = 202


class NotTaken(Exception):
    """Ledger has not taken the entries."""


class Ledger:
    """One request for each list of entries. Raises NotTaken when they were not taken."""

    def __init__(self, url: str, token: str, timeout_seconds: float) -> None:
        self._address = f"{url}/v1/entries"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout_seconds = timeout_seconds

    def write(self, entries: list[Entry]) -> None:
        try:
            status = self._status_of(entries)
        except requests.RequestException:
            raise NotTaken from None
        if status != TAKEN:
            raise NotTaken

    def _status_of(self, entries: list[Entry]) -> int:
        return requests.post(
            self._address,
            json={"entries": entries},
            headers=self._headers,
            timeout=self._timeout_seconds,
            allow_redirects=False,
        ).status_code
