"""The arithmetic of a room's time."""

from __future__ import annotations

import pytest
from kata.session.clock import Instant
from kata.workshop.clock import Pause, claimed, moved, stage_time, used

HOUR = 3600.0


def at(seconds, *, wall=0.0, boot="first"):
    return Instant(wall=1000 + seconds + wall, awake=seconds, running=seconds, boot=boot)


def time_of(**changes):
    told = {
        "minutes": 10,
        "added": 0.0,
        "opened": at(100),
        "revealed": None,
        "closed": None,
        "now": at(160),
        "pauses": (),
    }
    return stage_time(**{**told, **changes})


def test_time_runs_from_the_opening_or_the_reveal_whatever_came_last():
    assert time_of().used == 60
    assert time_of(revealed=at(150)).used == 10
    assert time_of(revealed=at(50)).used == 60


def test_it_ends_with_what_closed_the_stage():
    closed = time_of(closed=at(130), now=at(9000))
    assert closed.used == 30 and closed.ends_at is None


def test_extensions_and_allowances_add_up_and_overtime_is_told():
    late = time_of(added=120.0, now=at(100 + 12 * 60 + 5))
    assert late.allowed == 720 and late.left == -5
    assert time_of(added=120.0).ends_at == 1000 + 100 + 720


@pytest.mark.parametrize(
    ("pause", "spent"),
    [
        (Pause(at(110), at(130)), 40),
        (Pause(at(50), at(110)), 50),
        (Pause(at(10), at(90)), 60),
        (Pause(at(150), None), 50),
        (Pause(at(150), at(500)), 50),
        (Pause(at(200), at(300)), 60),
    ],
)
def test_pauses_are_taken_off_as_far_as_they_overlap(pause, spent):
    assert used(at(100), at(160), [pause]) == spent


def test_a_clock_that_stands_has_no_end():
    assert time_of(pauses=(Pause(at(120)),)).ends_at is None
    assert time_of(pauses=(Pause(at(120), at(130)),)).ends_at is not None


def test_a_moved_wall_clock_changes_nothing_and_is_told():
    assert used(at(100), at(160, wall=HOUR), []) == 60
    assert used(at(100), at(160, wall=-HOUR), []) == 60
    assert moved(at(100), at(160, wall=HOUR)) == HOUR
    assert moved(at(100), at(160)) == 0.0


def test_across_boots_the_wall_counts():
    assert used(at(100), at(160, boot="second"), []) == 60
    assert used(at(5000), Instant(wall=1000 + 5060, awake=3, running=3, boot=""), []) == 60


def test_sleep_counts():
    asleep = Instant(wall=1160, awake=110, running=160, boot="first")
    assert used(at(100), asleep, []) == 60


def test_a_claim_is_cut_to_what_is_possible():
    assert claimed(50, last_contact=100, received=200) == 100
    assert claimed(150, last_contact=100, received=200) == 150
    assert claimed(900, last_contact=100, received=200) == 200
