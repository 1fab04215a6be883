"""The errors of this module: a base, and the two that a caller may want to do something about."""


class SmsError(Exception):
    """The message was not sent; raised as it is when our own set-up is wrong."""


class BadMessage(SmsError):
    """The message itself cannot be sent."""


class Unavailable(SmsError):
    """The provider cannot send it now."""
