"""Relay, for which nothing changes."""

from __future__ import annotations

import pytest
from logs_support.shop import Said, Shop


@pytest.mark.check("behaviour.relay-at-once")
@pytest.mark.brief(
    "For Relay nothing changes:",
    inputs="warnings and errors, while entries for Ledger wait and while there is a pause",
)
@pytest.mark.parametrize("pause", [False, True])
def test_entries_for_relay_do_not_wait(shop: Shop, pause: bool) -> None:
    if pause:
        shop.begin_pause(60)
    said: list[Said] = list(shop.paused)
    for name in ("low", "paid", "low", "failed", "slow", "low"):
        said.append(shop.say(name, f"A-{len(said)}", "5"))
        shop.expect_relayed(said, "within the call, while entries for Ledger wait")
