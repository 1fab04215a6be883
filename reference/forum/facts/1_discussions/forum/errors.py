"""Kinds of trouble."""


class Refused(Exception):
    """A call changes nothing."""


class Malformed(Refused):
    """A name, title, text, reaction or count is not as it should be."""


class Unknown(Refused):
    """An id that there is not."""
