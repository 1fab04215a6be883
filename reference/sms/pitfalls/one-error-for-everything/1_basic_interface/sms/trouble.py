"""One kind of trouble: the message was not sent, and the text of the error says why."""


class NotSent(Exception):
    """The message was not sent."""


BadInput = WrongSetup = ProviderFailure = NotSent
