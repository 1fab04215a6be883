"""The shop's scheduler: the clock of all that has to happen without a customer."""


def tick() -> None:
    """Called once a second."""
    raise NotImplementedError


def stop() -> None:
    """Called when the shop shuts down."""
    raise NotImplementedError
