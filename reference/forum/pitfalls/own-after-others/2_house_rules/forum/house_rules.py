"""The rules of the house. A rule says why it refuses an act, or None."""

from collections import defaultdict, deque


class NotOnesOwn:
    def refuses(self, act) -> str | None:
        if act.do == "react" and act.author == act.person and not act.voted:
            return "nobody reacts to an item of their own"
        return None


class StandingForDown:
    def __init__(self, least: int) -> None:
        self._least = least

    def refuses(self, act) -> str | None:
        if act.reaction == "down" and act.standing < self._least:
            return f"a down needs a standing of {self._least}"
        return None


class FiveAMinute:
    """Must be the last rule: what it lets pass is written."""

    def __init__(self, clock) -> None:
        self._clock = clock
        self._written: dict[str, deque[float]] = defaultdict(deque)

    def refuses(self, act) -> str | None:
        if act.do != "comment":
            return None
        now, written = self._clock(), self._written[act.person]
        while written and written[0] <= now - 60:
            written.popleft()
        if len(written) >= 5:
            return "at most 5 comments within 60 seconds"
        written.append(now)
        return None
