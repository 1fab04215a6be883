"""The errors of this module, each a special case of the one before."""


class SmsError(Exception):
    """The message was not sent; raised as it is when our own set-up is wrong."""


class Unavailable(SmsError):
    """The provider cannot send it now."""


class BadMessage(Unavailable):
    """The provider cannot send it at all."""
