"""Ledger, which is told over HTTP."""

import httpx

from logs.sinks import Entry, Write


def ledger_sink(url: str, token: str, timeout_seconds: float) -> Write:
    """One request for each list; raises an httpx error, which carries what Ledger answered."""

    def write(entries: list[Entry]) -> None:
        answer = httpx.post(
            f"{url}/v1/entries",
            json={"entries": entries},
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_seconds,
        )
        if answer.status_code != httpx.codes.ACCEPTED:
            raise httpx.HTTPStatusError("not taken", request=answer.request, response=answer)

    return write
