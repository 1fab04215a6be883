"""The problems that a client can have with us."""


class Problem(Exception):
    """Any of them."""


class Unacceptable(Problem):
    """The client's own: this cannot be sent to this number."""


class Misused(Problem):
    """The operator's: we use the provider wrongly."""


class Failed(Problem):
    """The provider's: it did not manage to take the message."""


class NoAnswerInTime(Failed):
    """The provider's, too, but the message may have gone out."""
