"""What a call to the forum may raise."""


class ForumError(Exception):
    """The forum refuses a call."""


class BadInput(ForumError):
    """An argument is not as the house says."""


class NotFound(BadInput):
    """There is no such item."""
