"""Relay: takes frames over TCP and never answers, strictly as its guide says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kata.grader.toolkit import Line

from logs_support.ledger import Entry, wrong_moment

LEVEL_OF = {131: "ERROR", 132: "WARNING", 134: "INFO", 135: "DEBUG"}
LENGTH = re.compile(rb"[1-9][0-9]{0,6}")
MESSAGE = re.compile(rb"<([0-9]{1,3})>1 ([^ ]+) ([^ ]+) ([^ ]+) - - - (.*)", re.DOTALL)
MARK = "\ufeff"
DIGITS = re.compile("[0-9]+")
CARD = range(13, 17)
"""Digits of what is masked."""


@dataclass
class Relay:
    """What stands at Relay's port. It keeps what it was told, in order, and what was no frame."""

    hostname: str = "shop-1"
    entries: list[Entry] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    name = "relay"
    default_port = 8822
    from_stage = 2
    examples = (
        "printf '58 <132>1 2026-11-22T10:00:00Z shop-1 stock - - - tea: 3 left' > /dev/tcp/{host}/{port}  # in bash",
    )

    @staticmethod
    def cut(data: bytes) -> int:
        """How many octets the first frame has; 0 when it has not come whole."""
        length, blank, rest = data.partition(b" ")
        if not blank:
            if not LENGTH.fullmatch(data):
                raise ValueError("no MSG-LEN")
            return 0
        if not LENGTH.fullmatch(length):
            raise ValueError("no MSG-LEN")
        size = int(length)
        return len(length) + 1 + size if len(rest) >= size else 0

    def on_line(self, line: Line) -> None:
        wrong = "octets where MSG-LEN and a blank should stand, or fewer octets than MSG-LEN says"
        if line.whole:
            wrong = self._take(line.data.partition(b" ")[2])
        if wrong:
            self.wrong.append(wrong)

    def _take(self, message: bytes) -> str:
        """What is wrong with a message; empty when nothing is, and it is kept."""
        found = MESSAGE.fullmatch(message)
        if found is None:
            return "a message that is not <PRI>1 TIMESTAMP HOSTNAME APP-NAME - - - MSG"
        if int(found[1]) not in LEVEL_OF:
            return f"the PRI {int(found[1])}"
        try:
            at, hostname, logger, text = (found[place].decode() for place in (2, 3, 4, 5))
        except UnicodeDecodeError:
            return "a message that is no UTF-8"
        wrong = wrong_moment(at)
        if hostname != self.hostname:
            wrong = "a HOSTNAME that is not LOG_HOSTNAME"
        if not wrong:
            self.entries.append(Entry(at, LEVEL_OF[int(found[1])], logger, text.removeprefix(MARK)))
        return wrong


def masked(text: str) -> str:
    """As Relay must get a message."""
    return DIGITS.sub(lambda run: "****" + run[0][-4:] if len(run[0]) in CARD else run[0], text)
