"""A provider's answer, believed only as far as it makes sense."""

import json

from sms.errors import ProviderFailure


class Reply:
    """The fields of an answer that ought to be a JSON object."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def text(self, field: str) -> str:
        """The text in `field`."""
        value = self._value(field)
        if not isinstance(value, str):
            raise ProviderFailure(f"{field!r} in the provider's answer is no text")
        return value

    def number(self, field: str) -> float:
        """The number in `field`."""
        value = self._value(field)
        if not isinstance(value, int | float):
            raise ProviderFailure(f"{field!r} in the provider's answer is no number")
        return value

    def _value(self, field: str) -> object:
        try:
            return json.loads(self._body)[field]
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise ProviderFailure(f"the provider's answer has no {field!r}") from error
