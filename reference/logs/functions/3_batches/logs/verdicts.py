"""What httpx tells of an answer, in seconds."""

import httpx

PATIENCE = 5.0


def comes_back(error: Exception) -> float | None:
    """How long Ledger wants to be left alone; None where it will never take the same again."""
    if not isinstance(error, httpx.HTTPStatusError):
        return PATIENCE
    answer = error.response
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
        asked = answer.headers.get("retry-after", "")
        return int(asked) if asked.isdigit() else PATIENCE
    return None
