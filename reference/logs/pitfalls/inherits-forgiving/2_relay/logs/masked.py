"""What must not leave the house."""

import re

from logs.entries import Entry
from logs.forgiving import Forgiving

CARD = re.compile(r"(?<![0-9])[0-9]{9,12}([0-9]{4})(?![0-9])")


class MaskedForgiving(Forgiving):
    """Forgives, and hands entries on without card numbers: only their last four digits are left."""

    def write(self, entries: list[Entry]) -> None:
        super().write([{**entry, "message": CARD.sub(r"****\1", entry["message"])} for entry in entries])
