"""Why a message did not arrive."""


class Trouble(Exception):
    """The base of all three."""


class NotSendable(Trouble):
    """No provider would take this message."""


class NotDelivered(Trouble):
    """The provider could not do its work."""


class NotConfigured(NotDelivered):
    """The provider does not know us, or we do not know its address."""
