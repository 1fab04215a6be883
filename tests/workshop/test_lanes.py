"""Which lane is next."""

from __future__ import annotations

from kata.workshop.queue import Waiting, choose


def waiting(job, lane):
    return Waiting(job, f"s{job}", "room", "kata", 1, lane, 0)


def test_the_slow_lane_gets_every_fourth_claim_and_regradings_every_eighth():
    queued = [waiting(1, "live"), waiting(2, "slow"), waiting(3, "regrade")]
    chosen = "".join(choose(queued, count, slow_allowed=True).lane[0] for count in range(16))
    assert chosen == "lllslllrlllslllr"
    assert [choose(queued, count, slow_allowed=False).lane for count in (0, 3)] == ["live", "live"]
    assert choose(queued[1:], 0, slow_allowed=True).lane == "slow"
    assert choose(queued[2:], 0, slow_allowed=True).lane == "regrade"
    assert choose(queued[1:2], 0, slow_allowed=False) is None
