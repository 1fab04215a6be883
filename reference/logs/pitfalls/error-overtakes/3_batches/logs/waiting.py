"""The entries that wait, of which there are never too many."""

from logs.entries import LEVELS, Entry

MOST = 500
KEPT_LONGEST = LEVELS[LEVELS.index("WARNING") :]


class Waiting:
    """In the order in which they came, each with the second of its coming."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, Entry]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, second: float, entry: Entry) -> int:
        """Takes one more; how many had to go for it."""
        self._entries.append((second, entry))
        if len(self._entries) <= MOST:
            return 0
        low = (place for place, (_, each) in enumerate(self._entries) if each["level"] not in KEPT_LONGEST)
        del self._entries[next(low, 0)]
        return 1

    def first(self, count: int) -> list[Entry]:
        return [entry for _, entry in self._entries[:count]]

    def bring_forward(self, level: str) -> None:
        self._entries.sort(key=lambda item: item[1]["level"] != level)

    def drop(self, count: int) -> None:
        del self._entries[:count]

    def oldest_since(self, second: float) -> float:
        """The seconds that the oldest has waited; 0 when none waits."""
        return second - self._entries[0][0] if self._entries else 0.0
