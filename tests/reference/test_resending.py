"""Every worked solution resends from stage 2 on, at every provider."""

from __future__ import annotations

from typing import Any

import pytest

FROM_STAGE = 2
MESSAGES = ("/messages", "/v1/messages")


def waited(waits: list[float]) -> list[float]:
    return [seconds for seconds in waits if seconds]


@pytest.mark.parametrize("failures", [0, 1, 2, 3, 4, 9])
def test_a_message_is_tried_four_times_at_most(play: Any, failures: int) -> None:
    for _ in range(5 if play.stage > 2 else 2):
        play.fresh()
        play.fail(play.answering(503), times=failures, paths=MESSAGES)
        played = play.send()
        assert play.attempts == min(failures + 1, 4)
        assert bool(played.raised) == (failures >= 4)
        assert waited(played.waits) == [2, 4][: max(0, min(failures, 3) - 1)]


def test_nothing_but_a_provider_failure_is_resent(play: Any) -> None:
    for status in (400, 301, 302, 401, 403):
        for _ in range(6):
            play.fresh()
            play.fail(play.answering(status), paths=MESSAGES)
            played = play.send()
            assert played.raised
            assert (play.attempts, played.waits) == (1, [])


def test_a_failed_login_is_a_failed_attempt(play: Any) -> None:
    for _ in range(6):
        play.fresh()
        play.fail(play.answering(502), times=3, paths=("/login", "/v1/messages"))
        assert play.send().raised == []
    play.fresh()
    play.watertel.fails(play.answering(502), paths=("/login",))
    play.milio.fails(play.answering(502))
    assert play.send().raised
    assert len(play.watertel.at("/login")) + len(play.milio.requests) == 4
