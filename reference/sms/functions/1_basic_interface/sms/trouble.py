"""Three kinds of trouble that have nothing in common but the message that was not sent."""


class BadInput(Exception):
    """This number or text cannot be sent."""


class WrongSetup(Exception):
    """Address, credentials or account are wrong."""


class ProviderFailure(Exception):
    """The provider let us down; it may be better soon."""
