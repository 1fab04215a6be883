"""Logs for other shops, out of rules and whatever takes entries."""

from collections.abc import Mapping
from logging import LogRecord, makeLogRecord
from typing import Protocol

from logs.ledger import UtcFormatter
from logs.telling import TellingHandler

NUMBERS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}
Entry = dict[str, str]


class Destination(Protocol):
    """Whatever takes entries, or raises when it does not."""

    def write(self, entries: list[Entry]) -> None: ...


class EntryPoster:
    """Posts records to a destination, as entries."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._times = UtcFormatter()

    def post(self, records: list[LogRecord]) -> None:
        self._destination.write([self.entry(record) for record in records])

    def entry(self, record: LogRecord) -> Entry:
        at = getattr(record, "at", None) or self._times.formatTime(record)
        return {"at": at, "level": record.levelname, "logger": record.part, "message": record.msg}


class Rule:
    """Which records are let through. Raises ValueError when it says nonsense."""

    def __init__(self, said: Mapping[str, str]) -> None:
        strange = set(said) - {"level", "logger"}
        self._name = said.get("logger", "*")
        level = said.get("level", "DEBUG")
        if strange or not isinstance(self._name, str) or level not in list(NUMBERS):
            raise ValueError(f"{said!r} is no rule")
        self._number = NUMBERS[level]

    def lets_through(self, record: LogRecord) -> bool:
        if NUMBERS[record.levelname] < self._number:
            return False
        begins, star = self._name[:-1], self._name[-1:] == "*"
        return record.part.startswith(begins) if star else record.part == self._name


class RoutedLog:
    """The log that is made. It tells losses with what comes next, so a tick has nothing to do."""

    def __init__(self, routes: list[tuple[Rule, TellingHandler]]) -> None:
        self._routes = routes

    def log(self, level: str, logger: str, message: str) -> None:
        self._send([makeLogRecord({"levelname": level, "part": logger, "msg": message})])

    def write(self, entries: list[Entry]) -> None:
        self._send(
            [
                makeLogRecord(
                    {
                        "at": each["at"],
                        "levelname": each["level"],
                        "part": each["logger"],
                        "msg": each["message"],
                    }
                )
                for each in entries
            ]
        )

    def tick(self) -> None:
        """Nothing waits."""

    def stop(self) -> None:
        """Nothing is held open."""

    def _send(self, records: list[LogRecord]) -> None:
        for rule, handler in self._routes:
            if wanted := list(filter(rule.lets_through, records)):
                handler.send(wanted)


def make_log(routes: list[tuple[Mapping[str, str], Destination]]) -> RoutedLog:
    """Each route has losses of its own."""
    return RoutedLog(
        [(Rule(said), TellingHandler(EntryPoster(destination), "DEBUG")) for said, destination in routes]
    )
