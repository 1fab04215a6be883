"""The time, as an object that can be exchanged."""

import time


class Clock:
    """A clock that only goes forward."""

    def now(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()
