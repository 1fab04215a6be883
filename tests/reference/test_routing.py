"""Every worked solution splits 80/20 from stage 3 on and keeps trouble where it is."""

from __future__ import annotations

import math
from typing import Any

FROM_STAGE = 3

SIGMAS = 6  # a right split is found wrong less than once in a hundred million times


def bound(share: float, draws: int) -> float:
    return SIGMAS * math.sqrt(draws * share * (1 - share)) + 1


def test_a_fifth_goes_through_milio(play: Any) -> None:
    draws = 300
    for index in range(draws):
        assert play.send(f"{index % 7:010}", f"text {index % 3}").raised == []
    milio = play.milio.at("/v1/messages")
    assert abs(len(milio) - draws / 5) <= bound(0.2, draws)
    assert len(milio) + len(play.watertel.at("/messages")) == draws
    assert {path["path"] for path in play.milio.requests} == {"/v1/messages"}
    for request in milio:
        assert request["query"] == {}
        assert request["headers"]["x-access-token"] == "blipkart-access-token"
        assert set(request["body"]) == {"to", "text"}


def test_an_outage_stays_with_its_provider(play: Any) -> None:
    for broken, sound in ((play.watertel, play.milio), (play.milio, play.watertel)):
        play.fresh()
        broken.fails(play.hang_up)
        played = [play.send() for _ in range(40)]
        delivered = [each for each in played if not each.raised]
        assert delivered
        assert len(delivered) == len(sound.at("/messages") or sound.at("/v1/messages"))
