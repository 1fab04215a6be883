"""Three ways to fail: theirs, the caller's, and ours."""


class InvalidMessage(ValueError):
    """The caller's: nobody would send this."""


class SmsFailure(RuntimeError):
    """Theirs: the provider has trouble of its own."""


class Fault(RuntimeError):
    """Ours: an address, a credential or an account is wrong."""
