"""When attempts are made: at once, after 2 s, after 4 s."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kata.grader.toolkit import Script, Subject, Unmet, expect

from sms_support.journal import Arrival

WAITS = (0.0, 2.0, 4.0)
"""Seconds before the second, third and fourth attempt."""
MAX_ATTEMPTS = len(WAITS) + 1
TOLERANCE = 0.1
"""Of a wait. The clock is virtual: an exact design is exact here, whatever the machine does. So this leaves
room for a deliberate jitter of a tenth; 1 s for 2 s, or 4 s for 2 s, is far outside."""
AT_ONCE_SECONDS = 0.2
"""The most that counts as *at once*: a tenth of the shortest wait."""
ORDINALS = ("first", "second", "third", "fourth")


def expect_schedule(attempts: Sequence[Arrival], script: Script | None = None) -> None:
    """Holds the times between attempts against the rule."""
    pairs = pairwise(attempts)
    for number, ((before, after), wait) in enumerate(zip(pairs, WAITS, strict=False), start=1):
        gap = after.at - before.at
        allowed = AT_ONCE_SECONDS if wait == 0 else TOLERANCE * wait
        rule = "at once" if wait == 0 else f"after a wait of about {wait:g} s"
        expect(
            abs(gap - wait) <= allowed,
            expected=f"after the {ORDINALS[number - 1]} failure, the {ORDINALS[number]} attempt {rule}",
            seen=f"the {ORDINALS[number]} attempt came after {gap:.3g} s",
            script=script,
        )


def keeps_schedule(attempts: Sequence[Arrival]) -> bool:
    """Whether there are as many attempts as the rule asks for, at its times."""
    if len(attempts) != MAX_ATTEMPTS:
        return False
    try:
        expect_schedule(attempts)
    except Unmet:
        return False
    return True


def idle_after(subject: Subject, attempts: Sequence[Arrival]) -> float:
    """The seconds that were waited for after the last attempt."""
    return subject.now - attempts[-1].at


def expect_no_wait_after(
    subject: Subject, attempts: Sequence[Arrival], usual: float = 0.0, script: Script | None = None
) -> None:
    """Nothing is waited for once the last attempt was made, beyond what any message is made to wait."""
    idle = idle_after(subject, attempts) - usual
    expect(
        idle <= AT_ONCE_SECONDS,
        expected="no wait after the last attempt",
        seen=f"{idle:.3g} s passed after attempt {len(attempts)} before the caller got the error",
        script=script,
    )
