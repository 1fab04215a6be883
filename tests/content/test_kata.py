"""A kata as values."""

from __future__ import annotations

import pytest
from kata.content.pack import built_in


@pytest.mark.parametrize("number", [-1, 0, 5])
def test_a_stage_that_the_kata_does_not_have_is_an_error(number: int) -> None:
    with pytest.raises(IndexError, match=f"no stage {number}; its stages are 1 to 4"):
        built_in().kata("sms").stage(number)


def test_stages_are_counted_from_one() -> None:
    kata = built_in().kata("sms")
    assert [kata.stage(number) for number in range(1, 5)] == list(kata.stages)
