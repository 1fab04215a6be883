"""What can go wrong when a message is sent."""


class SmsError(Exception):
    """Any trouble with a message."""


class BadInput(SmsError):
    """The phone number or the message is not valid."""


class Misconfigured(SmsError):
    """Our settings are wrong."""


class ProviderFailure(SmsError):
    """Watertel is in trouble; resending may help."""
