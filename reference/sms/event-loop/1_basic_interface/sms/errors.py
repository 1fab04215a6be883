"""What can go wrong, told apart by who can do something about it.

SmsError
├── BadInput          the caller: this number or text cannot be sent
├── Misconfigured     whoever runs us: address, credentials or account are wrong
└── ProviderFailure   nobody here: it may pass, and sending again may help
"""


class SmsError(Exception):
    """A message was not sent."""


class BadInput(SmsError):
    """The number or the text was refused, by us or by the provider."""


class Misconfigured(SmsError):
    """Our address, credentials or account are wrong: sending again cannot help."""


class ProviderFailure(SmsError):
    """The provider failed, was unreachable or made no sense: sending again may help."""
