"""The search page: tells which queries take long."""

from logs import log


def slow(query: str, seconds: str) -> None:
    """DEBUG of `search`: `{query}: {seconds} s`."""
    log.log("DEBUG", "search", f"{query}: {seconds} s")
