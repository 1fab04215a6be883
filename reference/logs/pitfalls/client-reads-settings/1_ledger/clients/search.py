"""The search page: tells which queries take long."""

import settings
from logs import log


def slow(query: str, seconds: str) -> None:
    """DEBUG of `search`: `{query}: {seconds} s`."""
    if settings.LOG_LEVEL == "DEBUG":
        log.log("DEBUG", "search", f"{query}: {seconds} s")
