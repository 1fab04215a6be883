"""Ledger, which is told over HTTP."""

import requests

from logs.entries import Entry

TAKEN = 202


class Ledger:
    """One request for each list of entries. Raises a RequestException when they were not taken."""

    def __init__(self, url: str, token: str, timeout_seconds: float) -> None:
        self._address = f"{url}/v1/entries"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout_seconds = timeout_seconds

    def write(self, entries: list[Entry]) -> None:
        try:
            self._write(entries)
        except requests.ConnectionError:
            self._write(entries)

    def _write(self, entries: list[Entry]) -> None:
        response = requests.post(
            self._address,
            json={"entries": entries},
            headers=self._headers,
            timeout=self._timeout_seconds,
            allow_redirects=False,
        )
        if response.status_code != TAKEN:
            raise requests.HTTPError(f"Ledger answered {response.status_code}", response=response)
