"""A right design, stage by stage: here the one place that speaks HTTP."""

import json
from urllib.request import Request, urlopen


class Screen:
    """A screen at an address; an answer with an error raises urllib's own."""

    def __init__(self, address: str, seconds: float) -> None:
        self._address = address
        self._seconds = seconds

    def show(self, text: str) -> None:
        """Shows one line."""
        request = Request(f"{self._address}/lines", json.dumps({"text": text}).encode())
        urlopen(request, timeout=self._seconds).close()
