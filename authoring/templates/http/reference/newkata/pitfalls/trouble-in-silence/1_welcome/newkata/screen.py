"""The spoiled file: a copy of the right design's, with one flaw."""

import contextlib
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class Screen:
    """A screen at an address."""

    def __init__(self, address: str, seconds: float) -> None:
        self._address = address
        self._seconds = seconds

    def show(self, text: str) -> None:
        """Shows one line, or nothing."""
        request = Request(f"{self._address}/lines", json.dumps({"text": text}).encode())
        with contextlib.suppress(HTTPError):
            urlopen(request, timeout=self._seconds).close()
