"""Four ways to fail: theirs, the caller's twice, and ours."""


class InvalidMessage(ValueError):
    """The caller's: nobody would send this."""


class Refused(RuntimeError):
    """The caller's, too: the provider would not send it."""


class SmsFailure(RuntimeError):
    """Theirs: the provider has trouble of its own."""


class Fault(RuntimeError):
    """Ours: an address, a credential or an account is wrong."""
