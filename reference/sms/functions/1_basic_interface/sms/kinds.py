"""The shapes of functions that fit together here."""

from collections.abc import Callable
from typing import Any

Send = Callable[[str, str], None]
"""Takes a phone number and a text, and sends it."""

Post = Callable[..., dict[str, Any]]
"""Takes an address, a JSON body and whatever else the request needs; gives the fields of the answer."""
