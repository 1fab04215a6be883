import pytest
from kata.session.reminders import OVER, due

TWENTY = 20 * 60


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 599, ()),
        (599, 600.2, ("Half of the time is used: 10 minutes left.",)),
        (600, 600.2, ()),
        (899, 900, ("5 minutes left.",)),
        (1139, 1141, ("1 minute left.",)),
        (1199, 1200, (OVER,)),
        (1200, 4000, ()),
        (0, 1141, ("Half of the time is used: 10 minutes left.", "5 minutes left.", "1 minute left.")),
    ],
)
def test_the_clock_speaks_when_a_threshold_is_passed(
    before: float, after: float, said: tuple[str, ...]
) -> None:
    assert due(before, after, TWENTY) == said


def test_a_short_stage_says_no_threshold_before_its_half() -> None:
    assert due(0, 10_000, 5 * 60) == (
        "Half of the time is used: 2.5 minutes left.",
        "1 minute left.",
        OVER,
    )
