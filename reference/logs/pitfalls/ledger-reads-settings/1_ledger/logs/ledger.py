"""Ledger, which is told over HTTP."""

import requests
import settings
from logs.entries import Entry

TAKEN = 202


class Ledger:
    """One request for each list of entries. Raises a RequestException when they were not taken."""

    def __init__(self, url: str, token: str, timeout_seconds: float) -> None:
        self._address = f"{url}/v1/entries"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout_seconds = timeout_seconds

    def write(self, entries: list[Entry]) -> None:
        response = requests.post(
            self._address,
            json={"entries": entries},
            headers=self._headers,
            timeout=settings.HTTP_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        if response.status_code != TAKEN:
            raise requests.HTTPError(f"Ledger answered {response.status_code}", response=response)
