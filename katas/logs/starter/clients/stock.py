"""The stock room: tells what will soon be sold out."""


def low(sku: str, left: str) -> None:
    """WARNING of `stock`: `{sku}: {left} left`."""
    raise NotImplementedError
