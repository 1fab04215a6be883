"""The search page: tells which queries take long."""


def slow(query: str, seconds: str) -> None:
    """DEBUG of `search`: `{query}: {seconds} s`."""
    raise NotImplementedError
