"""The errors that this module raises."""


class SmsError(Exception):
    """Base of the errors of this module. `status` is the provider's, when there was one."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


class InputError(SmsError):
    """The phone number or the message is not acceptable."""


class ConfigurationError(SmsError):
    """The module is not set up as the provider wants it."""


class ProviderError(SmsError):
    """The provider did not do its part."""
