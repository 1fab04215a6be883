"""Rules, which are data."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from logs.entries import LEVELS, Entry, Part

KEYS = {"level", "logger"}


class Matching:
    """Lets those entries through that a rule wants. Raises ValueError when the rule is none."""

    def __init__(self, rule: Mapping[str, str], part: Part) -> None:
        if not KEYS.issuperset(rule) or not all(isinstance(value, str) for value in rule.values()):
            raise ValueError(f"{rule!r} is no rule")
        if rule.get("level", "DEBUG") not in LEVELS:
            raise ValueError(f"{rule['level']!r} is no level")
        self._least = LEVELS.index(rule.get("level", "DEBUG"))
        self._logger = rule.get("logger", "*")
        self._part = part

    def write(self, entries: list[Entry]) -> None:
        if chosen := [entry for entry in entries if self._wants(entry)]:
            self._part.write(chosen)

    def tick(self) -> None:
        self._part.tick()

    def stop(self) -> None:
        self._part.stop()

    def _wants(self, entry: Entry) -> bool:
        if LEVELS.index(entry["level"]) < self._least:
            return False
        return fnmatchcase(entry["logger"], self._logger)
