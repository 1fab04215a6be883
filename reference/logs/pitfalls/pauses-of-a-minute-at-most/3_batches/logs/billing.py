"""What an answer of Ledger means for the entries of the request."""

import requests

TOO_MANY, TROUBLE = 429, 500
USUAL_PAUSE_SECONDS = 5.0


def pause_after(error: Exception) -> float | None:
    """For how many seconds to leave Ledger alone; None when the entries are lost."""
    answer = getattr(error, "response", None)
    if answer is None:
        return USUAL_PAUSE_SECONDS
    if answer.status_code != TOO_MANY and answer.status_code < TROUBLE:
        return None
    return seconds_in(answer)


def seconds_in(answer: requests.Response) -> float:
    told = answer.headers.get("Retry-After", "")
    return min(60.0, float(told)) if told.isdecimal() else USUAL_PAUSE_SECONDS
