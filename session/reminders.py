"""When a running clock is worth a word: at half of the time, five minutes and one minute before the end, and then."""

from __future__ import annotations

from .timesheet import MINUTE_SECONDS

LAST_WORDS_MINUTES = (5, 1)
"""Before the end: time to round off what is begun, and time to hand in."""

OVER = "The time is over. You may go on; the report says how long it took."


def due(before: float, after: float, allowed: int) -> tuple[str, ...]:
    """Gives what to say when the seconds used went from `before` to `after`, the last word last."""
    words = {allowed / 2: f"Half of the time is used: {_minutes(allowed / 2 / MINUTE_SECONDS)} left."}
    for minutes in LAST_WORDS_MINUTES:
        at = allowed - minutes * MINUTE_SECONDS
        if at > allowed / 2:
            words[at] = f"{_minutes(minutes)} left."
    words[float(allowed)] = OVER
    return tuple(words[at] for at in sorted(words) if before < at <= after)


def _minutes(number: float) -> str:
    return "1 minute" if number == 1 else f"{number:g} minutes"
