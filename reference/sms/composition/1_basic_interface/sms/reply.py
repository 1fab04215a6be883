"""A provider's answer, believed only as far as it makes sense."""

import json
from typing import Any

from sms.errors import ProviderFailure


class Reply:
    """The fields of an answer that ought to be a JSON object."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def text(self, field: str) -> str:
        """The text in `field`."""
        return self._field(field, str)

    def number(self, field: str) -> float:
        """The number in `field`."""
        return self._field(field, int, float)

    def _field(self, field: str, *types: type) -> Any:
        try:
            value = json.loads(self._body)[field]
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise ProviderFailure(f"the provider's answer has no {field!r}") from error
        if type(value) not in types:
            raise ProviderFailure(f"the provider's answer has an odd {field!r}")
        return value
