"""The search page: tells which queries take long."""

from logs import say


def slow(query: str, seconds: str) -> None:
    """DEBUG of `search`: `{query}: {seconds} s`."""
    say("DEBUG", "search", f"{query}: {seconds} s")
