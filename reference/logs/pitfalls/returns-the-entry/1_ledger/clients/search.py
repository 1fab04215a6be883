"""The search page: tells which queries take long."""

from logs import log


def slow(query: str, seconds: str) -> dict[str, str]:
    """DEBUG of `search`: `{query}: {seconds} s`."""
    return log.log("DEBUG", "search", f"{query}: {seconds} s")
