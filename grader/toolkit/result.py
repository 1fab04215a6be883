"""The result of one hidden test, as a value; whoever only reads results loads nothing that runs tests."""

from __future__ import annotations

from typing import Literal

import msgspec

from ...report.report import Cause, Evidence, Moment


class TestResult(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What became of one hidden test. `check` is the id it decides; `ended_child`: the child died.

    `number` is its place among the tests of its stage, counted from 0.
    `places` are where the code is that it is about, without excerpts; `acted` tells whether the submission put
    anything on a wire in this test, or called what the test gave it; without wires, whether a call came back.
    """

    __test__ = False

    check: str
    stage: int
    number: int = 0
    outcome: Literal["passed", "failed", "could-not-run"]
    expected: str = ""
    seen: str = ""
    ended_child: bool = False
    cause: Cause | None = None
    acted: bool = False
    moments: tuple[Moment, ...] = ()
    expected_moments: tuple[Moment, ...] = ()
    places: tuple[Evidence, ...] = ()
